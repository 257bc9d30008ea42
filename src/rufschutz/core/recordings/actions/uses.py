"""Writing what a recording may be used for: one use per purpose, from its consent to its end.

Decides which consents of a call permit a use, and that the recording is due with the last of
them. A use that ended never lives again. Keys and wraps are not touched here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.recordings.models import QUARANTINE, SOUNDING, Recording, State, Use
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.standing import Said, standing
from rufschutz.domain.ids import ArtefactId, CallId, FactId, KindId, PurposeId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from rufschutz.core.duedates import Rules


CHUNK = 500


def first_use(row: Recording, promised: Millis, due_at: Millis) -> None:
    """Store the use a recording was made for, with the row's own kind and rule."""
    Use.objects.create(
        tenant_id=row.tenant_id,
        artefact=row.id,
        call=row.call,
        purpose=row.purpose,
        consent=row.consent,
        kind=row.kind,
        rule=row.rule,
        promised_until=promised,
        due_at=due_at,
    )


def add_uses(
    call: CallId, kinds: Callable[[], Mapping[PurposeId, KindId]], rules: Rules
) -> frozenset[FactId]:
    """Store the uses that other consents of an ended call permit of what was kept in it.

    ``kinds``: returns of which kind a recording is, by purpose, in the policy that the call went by. A
    consent of another purpose, or of a kind without a rule, permits nothing here. Returns the consents
    on which something of what was kept rests.
    """
    rows = list(Recording.objects.filter(call=call, state=State.KEPT))
    used = {FactId(row.consent) for row in rows}
    made = {row.purpose for row in rows if row.kind != QUARANTINE}
    yeses = [event for event in _standing(call) if event.promised] if made else []
    if {event.purpose for event in yeses} <= made and len(made) < 2:
        return frozenset(used)
    known = {purpose: kind for purpose, kind in kinds().items() if rules.policy.has(kind)}
    for row in rows:
        last = {PurposeId(event.purpose): event for event in yeses if event.purpose != row.purpose}
        added = [_use(row, last[name], known[name], rules) for name in sorted(known.keys() & last.keys())]
        if added and row.kind != QUARANTINE:
            used |= {FactId(use.consent) for use in Use.objects.bulk_create(added, ignore_conflicts=True)}
            settle_due([ArtefactId(row.id)])
    return frozenset(used)


def standing_uses(artefact: ArtefactId, now: Millis) -> tuple[PurposeId, ...]:
    """Return the purposes of a recording whose consents stand, the first one first; end the other uses."""
    uses = list(Use.objects.filter(artefact=artefact, ended_at=None).order_by("id"))
    if not uses:
        return ()
    yeses = {event.id: event.purpose for event in _standing(CallId(uses[0].call))}
    found = [use for use in uses if yeses.get(use.consent) == use.purpose]
    if len(found) < len(uses):
        end_uses([use.id for use in uses if use not in found], now)
    return tuple(PurposeId(use.purpose) for use in found)


def used_consents(artefacts: Collection[str]) -> frozenset[FactId]:
    """Return the consents that recordings name and that their uses, living or ended, rest on."""
    made = Recording.objects.filter(id__in=artefacts).values_list("consent", flat=True)
    used = Use.objects.filter(artefact__in=artefacts).values_list("consent", flat=True)
    return frozenset(FactId(name) for name in {*made, *used})


def consents_in_use(consents: Collection[FactId]) -> frozenset[FactId]:
    """Return which of these consents something that may still sound rests on."""
    made = Recording.objects.filter(consent__in=consents, kind=QUARANTINE, state__in=SOUNDING)
    living = Use.objects.filter(consent__in=consents, ended_at=None)
    found = {*made.values_list("consent", flat=True), *living.values_list("consent", flat=True)}
    return frozenset(FactId(name) for name in found)


def end_uses(uses: Collection[int], at: Millis) -> None:
    """Store that uses ended; what is left of each recording decides when it is due."""
    living = Use.objects.filter(id__in=uses, ended_at=None)
    artefacts = sorted(set(living.values_list("artefact", flat=True)))
    living.update(ended_at=at)
    settle_due([ArtefactId(name) for name in artefacts])


def end_all(artefacts: Collection[str], at: Millis) -> None:
    """Store that nothing of these recordings may be used any more; their rows are the caller's to write."""
    Use.objects.filter(artefact__in=artefacts, ended_at=None).update(ended_at=at)


def fall_due(artefacts: Collection[ArtefactId], now: Millis) -> None:
    """Let recordings be due at ``now`` that nothing permits any more; what was due before stays so."""
    Recording.objects.filter(id__in=artefacts, due_at__gt=now).update(due_at=now)


def settle_due(artefacts: Collection[ArtefactId]) -> None:
    """Let each recording be due with the last of its living uses; one without any keeps its moment."""
    living = Use.objects.filter(artefact=OuterRef("id"), ended_at=None).order_by("-due_at", "-id")
    last = {name: Subquery(living.values(name)[:1]) for name in ("kind", "rule", "promised_until", "due_at")}
    names = list(artefacts)
    for start in range(0, len(names), CHUNK):
        rows = Recording.objects.filter(Exists(living), id__in=names[start : start + CHUNK])
        rows.update(**last)


def lock_away(artefacts: Collection[ArtefactId], rules: Rules, now: Millis) -> None:
    """Put recordings that no consent permits into quarantine: sealed to nobody, gone after its rule's time.

    Never later than they were due before. Wraps are the caller's to destroy.
    """
    end_all(artefacts, now)
    due = rules.due(QUARANTINE, Lifetime(collected=now))
    for row in Recording.objects.filter(id__in=artefacts):
        row.kind, row.rule = QUARANTINE, due.rule
        row.due_at = min(due.at, row.due_at or due.at)
        row.state = State.QUARANTINED if row.state == State.ARCHIVED else row.state
        row.save(update_fields=["kind", "rule", "due_at", "state"])


def _standing(call: CallId) -> list[ConsentEvent]:
    """Return the yeses of a call that stand, the first one first."""
    events = list(ConsentEvent.objects.filter(call=call).order_by("at", "position").defer("evidence"))
    yeses = standing(
        Said(FactId(event.id), PurposeId(event.purpose), ConsentState(event.state), event.grounded)
        for event in events
    )
    return [event for event in events if FactId(event.id) in yeses]


def _use(row: Recording, event: ConsentEvent, kind: KindId, rules: Rules) -> Use:
    promised = rules.promised(event.promised, Millis(row.started_at))
    due = rules.due(kind, Lifetime(collected=Millis(row.started_at), promised_until=promised))
    return Use(
        tenant_id=row.tenant_id,
        artefact=row.id,
        call=row.call,
        purpose=event.purpose,
        consent=event.id,
        kind=due.kind,
        rule=due.rule,
        promised_until=promised,
        due_at=due.at,
    )
