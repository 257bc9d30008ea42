"""The acts of a drill: messages are left, then something is taken back, then somebody looks for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Self

from rufschutz.adapters.clock import new_id
from rufschutz.cli.drill.scene import CALLS, LEFT, NUMBERS, sound
from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.actions.rounds import upkeep
from rufschutz.core.backup.probing import found, held, sound_of
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.preferences import never_record
from rufschutz.core.holds.actions.placing import restrict
from rufschutz.core.holds.locks import restricted
from rufschutz.core.ingest.actions.archival import archive_ended
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.jobs.actions import works
from rufschutz.core.keys.actions import create_epoch
from rufschutz.core.pages import forget_pages
from rufschutz.core.retention.actions import withdraw_unattended
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.call import facts
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.events import EndedBy, KeyMethod
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.withdrawal import Method
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.ids import (
    ArtefactId,
    BlobId,
    CallId,
    FactId,
    LineId,
    PersonId,
    PlanVersion,
    PurposeId,
    TextId,
)
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.tombstones import Stone, What
from rufschutz.handover.facts import fact_bytes, fact_type
from rufschutz.handover.plan import IngestKey
from rufschutz.handover.spool import SpoolWriter, next_epoch
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.spool import SpoolSealer
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.jobs.actions import Works
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.ids import TenantId

RECORD: Final = PurposeId("record_matter")
QUESTION: Final = TextId("opening.keypad.ask_first")
OWNER: Final = PersonId("d" * 32)

Secrets = dict[str, dict[str, list[str]]]
"""Of each message: the call, the artefact, and as hex what opens it."""

Seen = tuple[str, bool, str]
"""What has to be so, whether it is, and what was seen."""

ENDED: Final = ("deleted", "withdrawn", "restricted")


def record(installation: Installation, now: Millis) -> Secrets:
    """Leave the messages, and return what opens each of them."""
    parts, tenant = _parts(installation), tenant_ids()[0]
    secrets: Secrets = {name: {"call": [new_id()], "artefact": [new_id()]} for name in CALLS}
    today = dt.datetime.fromtimestamp(now / 1000, dt.UTC).date()
    with _Voice(parts, tenant, today, now) as voice:
        for name in CALLS:
            voice.leave(CallId(secrets[name]["call"][0]), ArtefactId(secrets[name]["artefact"][0]), name)
    parts.taker.take(now)
    archive_ended(tenant, parts.desk, now)
    for name in CALLS:
        opened = held(tenant, ArtefactId(secrets[name]["artefact"][0]))
        secrets[name] |= {
            "wraps": list(opened.wraps),
            "purposes": list(opened.purposes),
            "blob": [opened.blob],
        }
        with parts.desk.blobs.open(BlobId(opened.blob)) as file:
            secrets[name]["cipher"] = [file.read()[100:164].hex()]
        if _heard(parts, tenant, secrets[name]) == sound(name):
            secrets[name]["sounded"] = ["before the backup"]
    return secrets


def end(installation: Installation, secrets: Secrets, now: Millis) -> None:
    """Delete one message, withdraw one, restrict one, enter an objection; leave another in the gap."""
    parts, tenant = _parts(installation), tenant_ids()[0]
    calls = {name: CallId(secrets[name]["call"][0]) for name in CALLS}
    erased = Stone(tenant, now, What.ERASED, (secrets["deleted"]["artefact"][0],), "recordings sweep")
    reapply([erased], frozenset([tenant]), Hand(parts.desk.keys, parts.place, now))
    withdraw_unattended(tenant, calls["withdrawn"], None, Method.RECEIPT, parts.desk.keys, parts.place, now)
    actor = Actor(OWNER, tenant, Role.OWNER, second_factor=True)
    ground = Ground(Kind.RESTRICTION, "drill", Millis(now + DAY), told=True)
    restrict(actor, calls["restricted"], ground, parts.desk.keys, now)
    with _Voice(parts, tenant, None, now, epoch=True) as voice:
        voice.object(CallId(new_id()))
    parts.taker.take(now)
    upkeep(installation, parts.desk.keys.root_key).write(now)


def look(installation: Installation, secrets: Secrets) -> list[Seen]:
    """Return what has to be so after a restore, whether it is, and what was seen.

    Searches and keys are tried first on a message that was kept: what finds nothing proves nothing.
    """
    parts, tenant = _parts(installation), tenant_ids()[0]
    forget_pages(patience=20_000)
    return [
        *_sounds(parts, tenant, secrets),
        *_searches(installation, secrets),
        *_standing(parts, tenant, secrets),
        *_left(installation),
    ]


def _sounds(parts: Works, tenant: TenantId, secrets: Secrets) -> Iterator[Seen]:
    sounded = [name for name in CALLS if "sounded" in secrets[name]]
    seen = f"{len(sounded)} of {len(CALLS)}"
    yield "before the backup every message could be heard", len(sounded) == len(CALLS), seen
    kept = _heard(parts, tenant, secrets["kept"]) == sound("kept")
    yield "the message that was kept sounds as before", kept, ""
    for name in ENDED:
        silent = _heard(parts, tenant, secrets[name]) is None
        yield f"the {name} message cannot be opened by any key of its purposes", silent, ""


def _searches(installation: Installation, secrets: Secrets) -> Iterator[Seen]:
    needles = _needles(secrets["kept"], "wraps", "cipher")
    seen = found(installation, needles)
    told = f"{len(seen)} of {len(needles)}"
    yield "the search finds key and ciphertext of the message that was kept", seen == needles, told
    for name in ("deleted", "withdrawn"):
        needles = _needles(secrets[name], "wraps", "cipher")
        seen = found(installation, needles)
        what = f"no key and no ciphertext of the {name} message is in database, blobs or files"
        yield what, bool(needles) and not seen, f"{len(seen)} of {len(needles)} found"
    needles = _needles(secrets["restricted"], "wraps")
    seen = found(installation, needles)
    what = "no key that opened the restricted message for its purposes is left"
    yield what, bool(needles) and not seen, f"{len(seen)} of {len(needles)} found"


def _standing(parts: Works, tenant: TenantId, secrets: Secrets) -> Iterator[Seen]:
    with tenant_scope(tenant):
        locked = restricted([CallId(secrets["restricted"]["call"][0])])
    yield "the restriction stands", bool(locked), ""
    yield "the objection stands", never_record(parts.desk.keys, tenant, NUMBERS["objecting"]), ""


def _left(installation: Installation) -> Iterator[Seen]:
    left = list(installation.spool.glob(f"*{LEFT}"))
    away = [path for path in installation.quarantine.iterdir() if path.is_file()]
    what = "what the gap left behind is put away, unread"
    yield what, not left and len(away) == 1, f"{len(away)} of 1 put away"


def _heard(parts: Works, tenant: TenantId, secrets: dict[str, list[str]]) -> bytes | None:
    artefact, purposes = ArtefactId(secrets["artefact"][0]), secrets["purposes"]
    return sound_of(tenant, artefact, purposes, parts.desk.keys, parts.desk.blobs)


def _needles(secrets: dict[str, list[str]], *kinds: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(each) for kind in kinds for each in secrets[kind])


class _Voice:
    """Writes facts and journals as voice does."""

    def __init__(
        self, parts: Works, tenant: TenantId, today: dt.date | None, now: Millis, *, epoch: bool = False
    ) -> None:
        day = today or dt.datetime.fromtimestamp(now / 1000, dt.UTC).date()
        self._parts, self._tenant, self._at = parts, tenant, now - 60_000
        self._line = LineId(lines(tenant)[0].id)
        self._journal_key = self._key(tenant, day, now)
        number = next_epoch(parts.desk.spool, "drill") if epoch else 1
        sealer = SpoolSealer.create(self._key(None, day, now))
        self._spool = SpoolWriter.open(parts.desk.spool, "drill", number, sealer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def leave(self, call: CallId, artefact: ArtefactId, name: str) -> None:
        """Leave one message with consent."""
        consent, plan = FactId(new_id()), PlanVersion("d" * 32)
        head = JournalHead(SUITE, self._tenant, call, artefact, plan, RECORD, consent, "PCMA", 8000)
        self._tell(facts.CallStarted(self._head(call), plan, withheld=False))
        yes = self._head(call, consent)
        asked = (QUESTION, Language.DE, "1" * 64, "2" * 64, Millis(yes.at - 900), Millis(yes.at - 100))
        self._tell(
            facts.ConsentChanged(yes, RECORD, ConsentState.GIVEN, *asked, KeyMethod.RTP_EVENT, None, "P7D")
        )
        journal = JournalWriter.create(self._parts.desk.journals, head, self._journal_key)
        self._tell(facts.RecordingStarted(self._head(call), artefact, RECORD, consent, NUMBERS[name]))
        journal.append(sound(name))
        journal.final()
        self._tell(facts.RecordingKept(self._head(call), artefact, 2000, 1500))
        self._tell(facts.CallEnded(self._head(call), EndedBy.CALLER, "yes_and_recorded"))

    def object(self, call: CallId) -> None:
        """Wish never to be recorded."""
        self._tell(facts.CallStarted(self._head(call), PlanVersion("d" * 32), withheld=False))
        wish = facts.Preference.NEVER_RECORD
        self._tell(facts.PreferenceSet(self._head(call), wish, NUMBERS["objecting"]))
        self._tell(facts.CallEnded(self._head(call), EndedBy.CALLER, "refused"))

    def _head(self, call: CallId, fact: FactId | None = None) -> facts.Head:
        self._at += 1000
        return facts.Head(fact or FactId(new_id()), self._tenant, self._line, call, Millis(self._at))

    def _tell(self, fact: Fact) -> None:
        head = fact.head
        self._spool.append(fact_type(fact), head.fact, head.tenant, head.at, fact_bytes(fact))

    def _key(self, owner: TenantId | None, day: dt.date, now: Millis) -> IngestKey:
        epoch = create_epoch(self._parts.desk.keys, owner, day, now)
        return IngestKey(epoch.id, SUITE, epoch.public_key)


def _parts(installation: Installation) -> Works:
    return works(installation, unlock(installation), SpoolTaker)
