"""What a withdrawal would end: consents in force in a call, and what of its sound they alone permit.

Where purposes are named, only theirs end: a sound that another consent of the call permits
stays for that one. Who of the house asks is asked for access first; whether a withdrawal can be
entered is decided by `rufschutz.domain.consent.withdrawal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.calls.models import Call
from rufschutz.core.calls.queries import labels_of
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.holds.locks import held
from rufschutz.core.recordings.models import SOUNDING, Recording, State, Use
from rufschutz.core.retention.due import Doomed
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.withdrawal import require_withdrawable
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KindId, PurposeId, RuleId

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis

STORED = (*SOUNDING, State.OPEN)
"""States in which sound may be stored once the call is over; open: the writer told of no end."""


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """A call whose caller wants consents back; ``length`` in ms of the sound that goes, as far as known.

    ``uses`` end while their recordings stay. ``last``: afterwards no consent of the call is in force
    and no sound of it is stored. ``paged``: the call's own row is there; it may be due before them.
    """

    call: Call
    given: tuple[PurposeId, ...]
    recordings: tuple[Doomed, ...]
    length: int
    uses: tuple[int, ...] = ()
    last: bool = True
    paged: bool = True


def withdrawable(
    actor: Actor, call: CallId, now: Millis, purposes: Collection[PurposeId] | None = None
) -> Withdrawable:
    """Return what a withdrawal at ``now`` would end, of all purposes or those named, in the tenant's scope.

    Raises `NotFound`, `AccessDenied`, `CallStillRunning` and `NothingToWithdraw`.
    """
    row = _call(call)
    access.require(actor, Action.WITHDRAW_CONSENT, RECORD, now, labels_of(row))
    return _found(row, now, purposes)


def withdrawable_alone(
    call: CallId, now: Millis, purposes: Collection[PurposeId] | None = None
) -> Withdrawable:
    """Return the same where the caller comes without anyone of the house: who may is decided before this.

    Raises `NotFound`, `CallStillRunning` and `NothingToWithdraw`.
    """
    return _found(_call(call), now, purposes)


def _call(call: CallId) -> Call:
    row = Call.objects.filter(id=call).first() or _remembered(call)
    if row is None:
        raise access.NotFound("there is no such call")
    return row


def _remembered(call: CallId) -> Call | None:
    """Return as much of a call as its consents tell, where its own row was due before what rests on them."""
    event = ConsentEvent.objects.filter(call=call).order_by("at", "position").defer("evidence").first()
    if event is None:
        return None
    line = Recording.objects.filter(call=call).values_list("line", flat=True).first()
    told = {"tenant_id": event.tenant_id, "line": line or "", "plan": event.plan}
    return Call(id=call, started_at=event.at, ended_at=event.at, **told)


def _found(row: Call, now: Millis, purposes: Collection[PurposeId] | None) -> Withdrawable:
    states = list(Consent.objects.filter(call=row.id).values_list("purpose", "state"))
    named = [(name, state) for name, state in states if purposes is None or name in purposes]
    standing = tuple(PurposeId(name) for name, state in states if state == ConsentState.GIVEN)
    given = tuple(name for name in standing if purposes is None or name in purposes)
    stored = list(Recording.objects.filter(call=row.id, state__in=STORED).order_by("started_at", "id"))
    if held([CallId(row.id)]):
        stored = _in_use(stored)
    doomed, uses = _divided(stored, purposes)
    require_withdrawable(
        ended=row.ended_at is not None,
        given=bool(given),
        stored=bool(doomed or uses),
        withdrawn=any(state == ConsentState.WITHDRAWN for _, state in named),
    )
    return Withdrawable(
        call=row,
        given=given,
        recordings=tuple(_doomed(recording, now) for recording in doomed),
        length=sum(recording.length for recording in doomed),
        uses=uses,
        paged=Call.objects.filter(id=row.id).exists(),
        last=len(doomed) == len(stored) and len(given) == len(standing),
    )


def _in_use(stored: list[Recording]) -> list[Recording]:
    """Leave out what a hold alone still keeps: nothing of it is left to be withdrawn."""
    living = Use.objects.filter(artefact__in=[row.id for row in stored], ended_at=None)
    used = set(living.values_list("artefact", flat=True))
    return [row for row in stored if row.id in used]


def _divided(
    stored: list[Recording], purposes: Collection[PurposeId] | None
) -> tuple[list[Recording], tuple[int, ...]]:
    """Return the recordings that nothing else permits, and the uses that end of those that stay."""
    if purposes is None:
        return stored, ()
    living = list(Use.objects.filter(artefact__in=[row.id for row in stored], ended_at=None).order_by("id"))
    staying = {use.artefact for use in living if use.purpose not in purposes}
    touched = {use.artefact for use in living if use.purpose in purposes}
    touched |= {row.id for row in stored if row.purpose in purposes}
    doomed = [row for row in stored if row.id in touched - staying]
    ended = [use.id for use in living if use.purpose in purposes and use.artefact in staying]
    return doomed, tuple(ended)


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
