"""Writing consent: an event is added, its projection follows; nothing is ever changed.

The kind of an event, and with it its period, is known only when the call is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core import numbers
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.consent.actions import standing
from rufschutz.core.consent.actions.standing import AFTERWARDS
from rufschutz.core.consent.digest import details_of
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.domain import canonical
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.gate import went_down
from rufschutz.domain.ids import CallId, FactId, KindId, PlanVersion, PurposeId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime
from rufschutz.handover.codec import to_json
from rufschutz.handover.facts import fact_bytes
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.audit.entry import Detail
    from rufschutz.domain.call.facts import ConsentChanged, Head
    from rufschutz.domain.consent.withdrawal import Withdrawal
    from rufschutz.domain.ids import TenantId

GIVEN = KindId("consent_given")
WITHDRAWN = KindId("consent_withdrawn")
UNUSED = KindId("consent_unused")
REFUSED = KindId("consent_refused")


def add(fact: ConsentChanged, position: int, plan: PlanVersion, keys: Keys) -> tuple[Detail, ...]:
    """Add an event with its sealed evidence and move the projection; return what the log says of it.

    A standing consent is found by its number's keyed index; a no names nobody.
    """
    head = fact.head
    row = ConsentEvent.objects.create(
        id=head.fact,
        tenant_id=head.tenant,
        call=head.call,
        purpose=fact.purpose,
        state=fact.state.value,
        at=head.at,
        position=position,
        plan=plan,
        text=fact.text or "",
        language=fact.language or "",
        method=fact.method or "",
        refused_by=fact.refused_by or "",
        promised=fact.promised or "",
        grounded=grounded(fact),
        evidence=keys.seal_evidence(head.tenant, fact_bytes(fact), evidence_context(head.fact)),
        number_index=_standing_index(fact, keys),
    )
    if fact.state is ConsentState.WITHDRAWN:
        bury(head.tenant, What.WITHDRAWN, [head.call, fact.purpose], head.at, fact.method or "")
    project(head.call, fact.purpose, head.tenant)
    return details_of(row)


def withdraw(entered: Withdrawal, plan: PlanVersion, keys: Keys, rules: Rules) -> tuple[Detail, ...]:
    """Add a withdrawal entered after the call; the period of the yes it ends starts now as well.

    A standing consent given in the call ends with it. Returns what the log says of the event.
    """
    head = entered.head
    due = rules.due(WITHDRAWN, Lifetime(collected=head.at, started=head.at))
    evidence = canonical.dumps(to_json(entered))
    given = ConsentEvent.objects.filter(call=head.call, purpose=entered.purpose).exclude(number_index="")
    index = given.values_list("number_index", flat=True).first() or ""
    row = ConsentEvent.objects.create(
        id=head.fact,
        tenant_id=head.tenant,
        call=head.call,
        purpose=entered.purpose,
        state=ConsentState.WITHDRAWN.value,
        at=head.at,
        position=AFTERWARDS,
        plan=plan,
        method=entered.method.value,
        evidence=keys.seal_evidence(head.tenant, evidence, evidence_context(head.fact)),
        kind=due.kind,
        rule=due.rule,
        due_at=due.at,
        number_index=index,
    )
    ended = ConsentEvent.objects.filter(call=head.call, purpose=entered.purpose)
    for event in ended.filter(kind__in=(GIVEN, *standing.KINDS)):
        due = rules.due(WITHDRAWN, Lifetime(collected=Millis(event.at), started=head.at))
        ConsentEvent.objects.filter(id=event.id).update(kind=due.kind, rule=due.rule, due_at=due.at)
    bury(head.tenant, What.WITHDRAWN, [head.call, entered.purpose], head.at, entered.method.value)
    project(head.call, entered.purpose, head.tenant)
    if index:
        standing.project(standing.key_of(row), rules)
    return details_of(row)


def _standing_index(fact: ConsentChanged, keys: Keys) -> str:
    if fact.number is None or fact.state in (ConsentState.REQUESTED, ConsentState.REFUSED):
        return ""
    return numbers.index(keys, fact.head.tenant, LookupUse.CONSENT_AND_OBJECTION, fact.number)


def grounded(fact: ConsentChanged) -> bool:
    """Whether a yes shows what it rests on: question, hashes, promise, and a key that came afterwards."""
    return (
        fact.state is ConsentState.GIVEN
        and None not in (fact.text, fact.text_sha256, fact.audio_sha256, fact.promised, fact.method)
        and fact.question_ended_at is not None
        and fact.question_ended_at < went_down(fact.key_started_at, fact.head.at) <= fact.head.at
    )


def evidence_context(event: FactId) -> bytes:
    """Return what a sealed evidence is bound to, beside its tenant."""
    return b"consent evidence " + event.encode()


def project(call: CallId, purpose: PurposeId, tenant: TenantId) -> None:
    """Derive the current state from the events; without events there is none."""
    latest = ConsentEvent.objects.filter(call=call, purpose=purpose).order_by("at", "position").last()
    if latest is None:
        Consent.objects.filter(call=call, purpose=purpose).delete()
        return
    Consent.objects.update_or_create(
        tenant_id=tenant,
        call=call,
        purpose=purpose,
        defaults={"state": latest.state, "event": latest.id, "at": latest.at},
    )


def index_number(keys: Keys, head: Head, purpose: PurposeId, number: str) -> None:
    """Make the consent of a call findable by its number's keyed index."""
    found = numbers.index(keys, head.tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    Consent.objects.filter(call=head.call, purpose=purpose).update(number_index=found)


def forget_index(call: CallId) -> None:
    """Remove the index where no number may be kept."""
    Consent.objects.filter(call=call).update(number_index="")


def settle(call: CallId, used: Collection[FactId], ended_at: Millis, rules: Rules) -> None:
    """Give the events of a finished call their kinds and due moments.

    ``used``: consents on which a recording rests that was kept.
    """
    events = list(ConsentEvent.objects.filter(call=call).order_by("at", "position"))
    for place, event in enumerate(events):
        later = (other for other in events[place + 1 :] if other.purpose == event.purpose)
        kind, lifetime = _kind(event, next(later, None), used, ended_at)
        if event.number_index and event.state == ConsentState.GIVEN and kind != WITHDRAWN:
            kind, lifetime = standing.kind_of(PurposeId(event.purpose), rules), Lifetime(Millis(event.at))
        due = rules.due(kind, lifetime)
        ConsentEvent.objects.filter(id=event.id).update(kind=due.kind, rule=due.rule, due_at=due.at)


def start_period(events: Sequence[str], at: Millis, rules: Rules) -> None:
    """Start the period of consents whose last artefact is gone at ``at``; never lengthens it."""
    for event in ConsentEvent.objects.filter(id__in=events, kind=GIVEN):
        due = rules.due(GIVEN, Lifetime(collected=Millis(event.at), started=at))
        ConsentEvent.objects.filter(id=event.id, due_at__gt=due.at).update(due_at=due.at)


def erase(events: Sequence[str]) -> None:
    """Remove events that erasures name, and the projections that rest on them."""
    Consent.objects.filter(event__in=events).delete()
    standing.forget(events)
    ConsentEvent.objects.filter(id__in=events).delete()


def _kind(
    event: ConsentEvent, following: ConsentEvent | None, used: Collection[FactId], ended_at: Millis
) -> tuple[KindId, Lifetime]:
    if event.state == ConsentState.WITHDRAWN:
        return WITHDRAWN, Lifetime(collected=Millis(event.at), started=Millis(event.at))
    invalid = following is not None and following.state == ConsentState.INVALIDATED
    if event.state != ConsentState.GIVEN or invalid:
        return REFUSED, Lifetime(collected=ended_at)
    if following is not None and following.state == ConsentState.WITHDRAWN:
        return WITHDRAWN, Lifetime(collected=Millis(event.at), started=Millis(following.at))
    if FactId(event.id) in used:
        return GIVEN, Lifetime(collected=Millis(event.at))
    return UNUSED, Lifetime(collected=ended_at)
