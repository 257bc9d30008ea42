"""What a withdrawal would end: the consents in force in a call, and every sound of it that is stored.

Who asks here is asked for access first; whether a withdrawal can be entered is decided by
`rufschutz.domain.consent.withdrawal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.calls.models import Call
from rufschutz.core.calls.queries import labels_of
from rufschutz.core.consent.models import Consent
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.due import SOUNDING, Doomed
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.withdrawal import require_withdrawable
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KindId, PurposeId, RuleId

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis

STORED = (*SOUNDING, State.OPEN)
"""States in which sound may be stored once the call is over; open: the writer told of no end."""


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """A call whose caller wants the consent back; ``length`` in ms of sound, as far as it is known."""

    call: Call
    given: tuple[PurposeId, ...]
    recordings: tuple[Doomed, ...]
    length: int


def withdrawable(actor: Actor, call: CallId, now: Millis) -> Withdrawable:
    """Return what a withdrawal at ``now`` would end, in the tenant's scope.

    Raises `NotFound`, `AccessDenied`, `CallStillRunning` and `NothingToWithdraw`.
    """
    row = Call.objects.filter(id=call).first()
    if row is None:
        raise access.NotFound("there is no such call")
    access.require(actor, Action.WITHDRAW_CONSENT, RECORD, now, labels_of(row))
    states = list(Consent.objects.filter(call=call).values_list("purpose", "state"))
    given = tuple(PurposeId(purpose) for purpose, state in states if state == ConsentState.GIVEN)
    stored = list(Recording.objects.filter(call=call, state__in=STORED).order_by("started_at", "id"))
    require_withdrawable(
        ended=row.ended_at is not None,
        given=bool(given),
        stored=bool(stored),
        withdrawn=any(state == ConsentState.WITHDRAWN for _, state in states),
    )
    doomed = tuple(_doomed(recording, now) for recording in stored)
    return Withdrawable(row, given, doomed, sum(recording.length for recording in stored))


def _doomed(row: Recording, now: Millis) -> Doomed:
    """Return a recording as one that is due now, whatever date it had."""
    return Doomed(
        artefact=ArtefactId(row.id),
        call=CallId(row.call),
        kind=KindId(row.kind),
        rule=RuleId(row.rule),
        due_at=now,
        blob=BlobId(row.blob),
    )
