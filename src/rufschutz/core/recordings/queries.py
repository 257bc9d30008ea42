"""What may be told of recordings: their state and dates, never their sound (see `actions`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef

from rufschutz.core.approvals.leave import may
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.holds.locks import disputed, restricted
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings.models import QUARANTINE, SOUNDING, Play, Recording, State, Use
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.request import Action, Labels
from rufschutz.domain.access.table import CLAIMS, QUALITY
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import (
    ArtefactId,
    CallId,
    KindId,
    LineId,
    PersonId,
    PurposeId,
    RuleId,
    TenantId,
)
from rufschutz.domain.moments import Millis, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from rufschutz.domain.access.request import Actor, Decision

__all__ = [
    "Gap",
    "PlayView",
    "RecordingView",
    "State",
    "find",
    "labels_of",
    "may_play",
    "of_call",
    "of_calls",
    "playable_for",
    "plays_of_call",
    "quarantined",
    "recording",
    "sounding_until",
    "unheard_calls",
    "view",
]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where capture stopped: ``offset`` from the recording's start and ``length``, both in ms."""

    offset: int
    length: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording as people see it. ``length`` in ms of sound, gaps not counted.

    ``erased_at``, ``rule`` and ``cause``: when, by which rule and because of what it was
    deleted; before that ``due_at`` says when it will be. ``proven_at``: absence read back and logged.
    ``intact``: what the last look at the whole archive found, at ``checked_at``; None where none was.
    """

    id: ArtefactId
    call: CallId
    purpose: PurposeId
    state: State
    started_at: Millis
    ended_at: Millis | None
    length: int
    cut_short: bool
    gaps: tuple[Gap, ...]
    promised_until: Millis | None
    due_at: Millis | None
    erased_at: Millis | None
    proven_at: Millis | None
    rule: RuleId
    fault: str
    cause: Cause | None = None
    intact: bool | None = None
    checked_at: Millis | None = None

    @property
    def audible(self) -> bool:
        """Whether there is sound that someone with the right may hear."""
        return self.state is State.ARCHIVED


@dataclass(frozen=True, slots=True)
class PlayView:
    """Someone listened; ``heard`` in ms of sound handed out."""

    recording: ArtefactId
    person: PersonId
    started_at: Millis
    finished_at: Millis | None
    heard: int


def of_calls(seen: Decision, calls: Iterable[CallId]) -> dict[CallId, RecordingView]:
    """Return the newest recording of each call that has one, for whoever may list the calls."""
    with tenant_scope(seen.request.actor.tenant):
        rows = Recording.objects.filter(call__in=list(calls)).order_by("started_at", "id")
        return {seen.call: seen for seen in _views(rows)}


def of_call(seen: Decision, call: CallId) -> tuple[RecordingView, ...]:
    """Return all recordings of a call, oldest first, for whoever may see the call."""
    with tenant_scope(seen.request.actor.tenant):
        return _views(Recording.objects.filter(call=call).order_by("started_at", "id"))


def unheard_calls(seen: Decision) -> QuerySet[Recording, str]:
    """Return the calls with a message that nobody has heard yet, for a condition within the scope."""
    with tenant_scope(seen.request.actor.tenant):
        heard = Play.objects.filter(heard__gt=0).values("recording")
        return (
            Recording.objects.filter(state=State.ARCHIVED)
            .exclude(id__in=heard)
            .values_list("call", flat=True)
        )


def plays_of_call(seen: Decision, call: CallId) -> tuple[PlayView, ...]:
    """Return who listened to the call's recordings, oldest first, for whoever may see the call."""
    with tenant_scope(seen.request.actor.tenant):
        return tuple(_play(row) for row in Play.objects.filter(call=call).order_by("started_at", "id"))


def recording(actor: Actor, purpose: PurposeId, artefact: ArtefactId, now: Millis) -> RecordingView:
    """Return one recording's state; raise `NotFound`, or `AccessDenied` where the call may not be seen."""
    row = find(actor.tenant, artefact)
    access.require(actor, Action.VIEW_CALL, purpose, now, labels_of(row))
    return view(row)


def may_play(actor: Actor, artefact: ArtefactId, now: Millis) -> bool:
    """Say whether a player should be offered; playing asks again and records a refusal."""
    row = find(actor.tenant, artefact)
    purpose = playable_for(actor, row, now)
    allowed = view(row).audible and access.allowed(
        actor, Action.PLAY_RECORDING, purpose, now, labels_of(row, purpose)
    )
    return allowed and (
        purpose != QUALITY or may(actor.tenant, actor.person, Subject.LISTEN_QUALITY, artefact, now)
    )


def playable_for(actor: Actor, row: Recording, now: Millis) -> PurposeId:
    """Return for which of its purposes someone may hear a recording; the one it was made for if for none."""
    with tenant_scope(TenantId(row.tenant_id)):
        living = Use.objects.filter(artefact=row.id, ended_at=None).order_by("id")
        purposes = [PurposeId(name) for name in living.values_list("purpose", flat=True)]
    for purpose in purposes:
        if access.allowed(actor, Action.PLAY_RECORDING, purpose, now, labels_of(row, purpose)):
            return purpose
    return PurposeId(row.purpose)


def find(tenant: TenantId, artefact: ArtefactId) -> Recording:
    """Return the row; raise `NotFound`. Who calls this asks for access with `labels_of`."""
    with tenant_scope(tenant):
        row = Recording.objects.filter(id=artefact).first()
    if row is None:
        raise access.NotFound("there is no such recording")
    return row


def labels_of(row: Recording, purpose: PurposeId | None = None) -> Labels:
    """Return what the rules of access look at, for its first or another purpose.

    Purposes are those that still have a key, a use and the consent it names, and legal claims where a
    hold made a key for them; what kind of data the
    sound is depends on the purpose.
    """
    tenant, artefact = TenantId(row.tenant_id), ArtefactId(row.id)
    asked = purpose or PurposeId(row.purpose)
    wrapped = {wrap.purpose for wrap in wraps_of(tenant, [artefact]).get(artefact, ())}
    with tenant_scope(tenant):
        kinds = dict(_used(row).values_list("purpose", "kind"))
        state = Consent.objects.filter(call=row.call, purpose=asked).values_list("state", flat=True)
        consent = state.first()
        call = CallId(row.call)
        locked, held = bool(restricted([call])), bool(disputed([call]))
    claims = {CLAIMS} if locked or held else set[PurposeId]()
    return Labels(
        tenant=tenant,
        line=LineId(row.line),
        kind=KindId(kinds.get(asked, row.kind)),
        purposes=frozenset(name for name in wrapped if name in kinds or name in claims),
        consent=None if consent is None else ConsentState(consent),
        restricted=locked,
        held=held,
        quarantined=row.state == State.QUARANTINED,
        call=call,
    )


def _used(row: Recording) -> QuerySet[Use]:
    yes = ConsentEvent.objects.filter(
        id=OuterRef("consent"), call=row.call, purpose=OuterRef("purpose"), state=ConsentState.GIVEN.value
    )
    return Use.objects.filter(Exists(yes), artefact=row.id, ended_at=None)


def quarantined(tenant: TenantId) -> int:
    """Return how many recordings are locked away because no consent permits them."""
    with tenant_scope(tenant):
        return Recording.objects.filter(kind=QUARANTINE, state__in=(*SOUNDING, State.OPEN)).count()


def _play(row: Play) -> PlayView:
    return PlayView(
        ArtefactId(row.recording),
        PersonId(row.person),
        Millis(row.started_at),
        moment(row.finished_at),
        row.heard,
    )


def _views(rows: Iterable[Recording]) -> tuple[RecordingView, ...]:
    found = list(rows)
    ended = Erasure.objects.filter(artefact__in=[row.id for row in found if row.erased_at is not None])
    causes = dict(ended.values_list("artefact", "because"))
    return tuple(view(row, causes.get(row.id, "")) for row in found)


def view(row: Recording, because: str = "") -> RecordingView:
    """Return the row as people see it; ``because``: what its erasure says, if it was asked."""
    return RecordingView(
        id=ArtefactId(row.id),
        call=CallId(row.call),
        purpose=PurposeId(row.purpose),
        state=State(row.state),
        started_at=Millis(row.started_at),
        ended_at=moment(row.ended_at),
        length=row.length,
        cut_short=row.cut_short,
        gaps=tuple(Gap(offset, length, reason) for offset, length, reason in row.gaps),
        promised_until=moment(row.promised_until),
        due_at=moment(row.due_at),
        erased_at=moment(row.erased_at),
        proven_at=moment(row.proven_at),
        rule=RuleId(row.rule),
        fault=row.fault,
        cause=Cause(because) if because else None,
        intact=row.intact,
        checked_at=moment(row.checked_at),
    )


def sounding_until(call: CallId) -> Millis | None:
    """Return when the last stored sound of a call is due, within the scope; None where there is none."""
    states = (State.OPEN, State.KEPT, State.ARCHIVED, State.QUARANTINED, State.DAMAGED)
    last = Recording.objects.filter(call=call, state__in=states).aggregate(at=Max("due_at"))["at"]
    return None if last is None else Millis(last)
