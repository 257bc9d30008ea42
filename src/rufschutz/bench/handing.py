"""Calls as voice hands them over: facts in a sealed spool, sound in a sealed journal.

Writes with the product's own writers. It does not sync: what is measured is what comes
after the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.adapters.clock import new_id
from rufschutz.bench.office import LINE, PLAN, PURPOSE, SOUND
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.events import EndedBy, KeyMethod
from rufschutz.domain.call.facts import (
    CallEnded,
    CallStarted,
    ConsentChanged,
    ConsentState,
    Head,
    ReceiptIssued,
    RecordingKept,
    RecordingStarted,
    WithdrawalTyped,
)
from rufschutz.domain.ids import ArtefactId, CallId, FactId, TextId
from rufschutz.domain.moments import Millis
from rufschutz.handover.facts import fact_bytes, fact_type
from rufschutz.handover.spool import SpoolWriter
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.spool import SpoolSealer
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rufschutz.bench.office import Office
    from rufschutz.domain.call.facts import Fact

FACTS_OF_A_RECORDED_CALL: Final = 5
"""Facts that `Voice.recorded` hands over for a call."""

_LENGTH: Final = len(SOUND) // 8


class Voice:
    """One epoch of one writer; use it in a ``with`` block, a new epoch each time."""

    def __init__(self, office: Office, epoch: int, writer: str = "bench") -> None:
        self._office = office
        self._key = office.ingest_key()
        sealer = SpoolSealer.create(office.spool_key())
        self._spool = SpoolWriter.open(office.desk.spool, writer, epoch, sealer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def refused(self, now: Millis) -> None:
        """Hand over a call in which nothing was recorded."""
        call = CallId(new_id())
        self._tell(CallStarted(self._head(call, now), PLAN, withheld=False))
        self._tell(CallEnded(self._head(call, now), EndedBy.CALLER, "refused"))

    def recorded(self, now: Millis, code: str = "") -> ArtefactId:
        """Hand over a call with a message of two seconds; ``code``: of a receipt that is read out in it."""
        call, artefact, consent = CallId(new_id()), ArtefactId(new_id()), FactId(new_id())
        self._tell(CallStarted(self._head(call, now), PLAN, withheld=False))
        self._tell(yes(Head(consent, self._office.tenant, LINE, call, now)))
        self._tell(RecordingStarted(self._head(call, now), artefact, PURPOSE, consent, None))
        self._journal(
            JournalHead(SUITE, self._office.tenant, call, artefact, PLAN, PURPOSE, consent, "PCMA", 8000)
        )
        self._tell(RecordingKept(self._head(call, now), artefact, _LENGTH, _LENGTH))
        if code:
            self._tell(ReceiptIssued(self._head(call, now), code))
        self._tell(CallEnded(self._head(call, now), EndedBy.ASSISTANT, "yes_and_recorded"))
        return artefact

    def takes_back(self, now: Millis, code: str, day: str) -> None:
        """Hand over a call in which the receipt of another one is typed."""
        call = CallId(new_id())
        self._tell(CallStarted(self._head(call, now), PLAN, withheld=False))
        self._tell(WithdrawalTyped(self._head(call, now), code, day))
        self._tell(CallEnded(self._head(call, now), EndedBy.CALLER, "refused"))

    def _journal(self, head: JournalHead) -> None:
        journal = JournalWriter.create(self._office.desk.journals, head, self._key)
        half = len(SOUND) // 2
        journal.append(SOUND[:half])
        journal.append(SOUND[half:])
        journal.final()

    def _head(self, call: CallId, now: Millis) -> Head:
        return Head(FactId(new_id()), self._office.tenant, LINE, call, now)

    def _tell(self, fact: Fact) -> None:
        head = fact.head
        self._spool.append(fact_type(fact), head.fact, head.tenant, head.at, fact_bytes(fact))


def yes(head: Head) -> ConsentChanged:
    """Return the yes of a caller who was asked two seconds before."""
    return ConsentChanged(
        head,
        PURPOSE,
        ConsentState.GIVEN,
        TextId("question"),
        Language.DE,
        "0" * 64,
        "0" * 64,
        Millis(head.at - 2000),
        Millis(head.at - 1000),
        KeyMethod.RTP_EVENT,
        None,
        "P7D",
    )
