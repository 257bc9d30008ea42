"""Writing consent: an event is added, its projection follows; nothing is ever changed.

The kind of an event, and with it its period, is known only when the call is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core import numbers
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.domain import canonical
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.gate import went_down
from rufschutz.domain.ids import CallId, FactId, KindId, PlanVersion
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime
from rufschutz.handover.codec import to_json
from rufschutz.handover.facts import fact_bytes
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.call.facts import ConsentChanged, Head
    from rufschutz.domain.consent.withdrawal import Withdrawal
    from rufschutz.domain.ids import PurposeId, TenantId

GIVEN = KindId("consent_given")
WITHDRAWN = KindId("consent_withdrawn")
UNUSED = KindId("consent_unused")
REFUSED = KindId("consent_refused")

AFTERWARDS = 2_000_000_001
"""The position of what is entered after a call: behind everything that the call itself left."""


def add(fact: ConsentChanged, position: int, plan: PlanVersion, keys: Keys) -> None:
    """Add an event with its sealed evidence and move the projection."""
    head = fact.head
    ConsentEvent.objects.create(
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
    )
    project(head.call, fact.purpose, head.tenant)


def withdraw(entered: Withdrawal, plan: PlanVersion, keys: Keys, rules: Rules) -> None:
    """Add a withdrawal entered after the call; the period of the yes it ends starts now as well."""
    head = entered.head
    due = rules.due(WITHDRAWN, Lifetime(collected=head.at, started=head.at))
    evidence = canonical.dumps(to_json(entered))
    ConsentEvent.objects.create(
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
    )
    for event in ConsentEvent.objects.filter(call=head.call, purpose=entered.purpose, kind=GIVEN):
        due = rules.due(WITHDRAWN, Lifetime(collected=Millis(event.at), started=head.at))
        ConsentEvent.objects.filter(id=event.id).update(kind=due.kind, rule=due.rule, due_at=due.at)
    project(head.call, entered.purpose, head.tenant)


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
    for event, following in zip(events, [*events[1:], None], strict=False):
        kind, lifetime = _kind(event, following, used, ended_at)
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
    ConsentEvent.objects.filter(id__in=events).delete()


def _kind(
    event: ConsentEvent, following: ConsentEvent | None, used: Collection[FactId], ended_at: Millis
) -> tuple[KindId, Lifetime]:
    if event.state == ConsentState.WITHDRAWN:
        return WITHDRAWN, Lifetime(collected=Millis(event.at), started=Millis(event.at))
    if event.state != ConsentState.GIVEN:
        return REFUSED, Lifetime(collected=ended_at)
    if following is not None and following.state == ConsentState.WITHDRAWN:
        return WITHDRAWN, Lifetime(collected=Millis(event.at), started=Millis(following.at))
    if FactId(event.id) in used:
        return GIVEN, Lifetime(collected=Millis(event.at))
    return UNUSED, Lifetime(collected=ended_at)
