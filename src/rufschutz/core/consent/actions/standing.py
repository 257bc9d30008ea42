"""Standing consents of a number: their projection, what is made of them, and how they end.

They are for advertising, reminding, recognising, disclosing: never for sound, which is asked
for in every call. The current state is a projection of events. One that nobody used or
confirmed for as long as its rule says expires; one whose purpose changed materially no longer
counts (Art. 7 GDPR). All moments are the server's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core import numbers
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.digest import details_of
from rufschutz.core.consent.models import ConsentEvent, StandingConsent
from rufschutz.core.consent.staleness import Staleness
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RIGHTS
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import FactId, KindId, PurposeId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime, review_due
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor

STANDING = KindId("consent_standing")
ADVERTISING = KindId("advertising_consent")
KINDS: Final = (STANDING, ADVERTISING)
ADVERTISE = PurposeId("advertise")
WITHDRAWN = KindId("consent_withdrawn")
AFTERWARDS = 2_000_000_001
"""The position of what is entered after a call: behind everything that the call itself left."""

RULE = "rule"
BY_STAFF = "staff"
SYSTEM = "ledger"
BATCH = 1_000

_EVENTS = {
    ConsentState.EXPIRED: AuditEvent.CONSENT_EXPIRED,
    ConsentState.INVALIDATED: AuditEvent.CONSENT_INVALIDATED,
    ConsentState.WITHDRAWN: AuditEvent.CONSENT_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class StandingKey:
    """Of which number, for which purpose, and how far one for advertising reaches."""

    tenant: TenantId
    number_index: str
    purpose: PurposeId
    channel: str = ""
    product: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """The columns by which events and projection are found, within the tenant's scope."""
        return {
            "number_index": self.number_index,
            "purpose": self.purpose,
            "channel": self.channel,
            "product": self.product,
        }


def key_of(row: ConsentEvent | StandingConsent) -> StandingKey:
    """Return what an event or a state is about."""
    purpose = PurposeId(row.purpose)
    return StandingKey(TenantId(row.tenant_id), row.number_index, purpose, row.channel, row.product)


def kind_of(purpose: PurposeId, rules: Rules) -> KindId:
    """Return the kind of a standing yes: one for advertising is proof under § 7a UWG."""
    return ADVERTISING if purpose == ADVERTISE and rules.policy.has(ADVERTISING) else STANDING


def stand(event: FactId, rules: Rules) -> None:
    """Move the state of a number after an event of a call, within the tenant's scope."""
    row = ConsentEvent.objects.filter(id=event).exclude(number_index="").first()
    if row is not None:
        project(key_of(row), rules)


def project(key: StandingKey, rules: Rules) -> None:
    """Derive a number's current state for a purpose from its events; without events there is none."""
    latest = ConsentEvent.objects.filter(**key.columns).order_by("at", "position", "id").last()
    if latest is None:
        StandingConsent.objects.filter(**key.columns).delete()
        return
    given = latest.state == ConsentState.GIVEN
    StandingConsent.objects.update_or_create(
        tenant_id=key.tenant,
        number_index=key.number_index,
        purpose=key.purpose,
        channel=key.channel,
        product=key.product,
        defaults={
            "state": latest.state,
            "event": latest.id,
            "at": latest.at,
            "text": latest.text,
            "used_at": None,
            "expires_at": _expires(key.purpose, Millis(latest.at), rules) if given else None,
        },
    )


def used(key: StandingKey, rules: Rules, now: Millis) -> bool:
    """Note that a standing consent in force was made use of, which keeps it; False where there is none.

    One for advertising is proof for five years after each use (§ 7a(2) UWG).
    """
    with tenant_scope(key.tenant), transaction.atomic():
        rows = StandingConsent.objects.select_for_update().filter(**key.columns)
        row = rows.filter(state=ConsentState.GIVEN.value).first()
        if row is None or (row.expires_at is not None and row.expires_at <= now):
            return False
        if Staleness(key.tenant).of(row):
            return False
        row.used_at, row.expires_at = now, _expires(key.purpose, now, rules)
        row.save(update_fields=["used_at", "expires_at"])
        event = ConsentEvent.objects.get(id=row.event)
        kind = kind_of(key.purpose, rules)
        started = now if kind == ADVERTISING else None
        life = Lifetime(collected=Millis(event.at), started=started, confirmed=now)
        due = rules.due(kind, life)
        ConsentEvent.objects.filter(id=event.id).update(kind=due.kind, rule=due.rule, due_at=due.at)
    return True


def end_by_staff(actor: Actor, purpose: PurposeId, number: str, keys: Keys, rules: Rules, now: Millis) -> int:
    """End a number's standing consents for a purpose at once, all channels and products; return how many.

    Raises `AccessDenied`. Nobody has to agree (Art. 7(3) GDPR).
    """
    access.require(actor, Action.ENTER_OBJECTION, RIGHTS, now)
    index = numbers.index(keys, actor.tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    with tenant_scope(actor.tenant), transaction.atomic():
        rows = StandingConsent.objects.select_for_update().filter(number_index=index, purpose=purpose)
        found = list(rows.filter(state=ConsentState.GIVEN.value)) if index else []
        for row in found:
            end(key_of(row), ConsentState.WITHDRAWN, BY_STAFF, actor.person, keys, rules, now)
    return len(found)


def expire(tenant: TenantId, keys: Keys, rules: Rules, now: Millis) -> int:
    """End what nobody used or confirmed for as long as its rule says; return how many."""
    with tenant_scope(tenant):
        rows = StandingConsent.objects.filter(expires_at__lte=now, state=ConsentState.GIVEN.value)
        due = list(rows.order_by("expires_at", "id"))
        return _end_all(due, ConsentState.EXPIRED, keys, rules, now)


def invalidate(tenant: TenantId, keys: Keys, rules: Rules, now: Millis) -> int:
    """End what was agreed to under words that have changed materially since; return how many."""
    staleness = Staleness(tenant)
    with tenant_scope(tenant):
        given = StandingConsent.objects.filter(state=ConsentState.GIVEN.value).order_by("id")
        found = [row for row in given.iterator(BATCH) if staleness.of(row)]
        return _end_all(found, ConsentState.INVALIDATED, keys, rules, now)


def end(
    key: StandingKey,
    state: ConsentState,
    method: str,
    by: str,
    keys: Keys,
    rules: Rules,
    now: Millis,
) -> None:
    """Append the end of a standing consent, start the periods, and log it, in the caller's transaction."""
    name = FactId(new_id())
    due = rules.due(WITHDRAWN, Lifetime(collected=now, started=now))
    evidence: dict[str, canonical.Json] = {
        "event": name,
        "purpose": key.purpose,
        "state": state.value,
        "method": method,
        "by": by,
        "at": now,
    }
    context = b"consent evidence " + name.encode()
    row = ConsentEvent.objects.create(
        id=name,
        tenant_id=key.tenant,
        call="",
        state=state.value,
        at=now,
        position=AFTERWARDS,
        plan="",
        method=method,
        evidence=keys.seal_evidence(key.tenant, canonical.dumps(evidence), context),
        kind=due.kind,
        rule=due.rule,
        due_at=due.at,
        **key.columns,
    )
    for event in ConsentEvent.objects.filter(kind__in=KINDS, **key.columns):
        started = rules.due(KindId(event.kind), Lifetime(collected=Millis(event.at), started=now))
        ConsentEvent.objects.filter(id=event.id, due_at__gt=started.at).update(due_at=started.at)
    bury(key.tenant, What.STANDING_ENDED, [*key.columns.values()], now, f"{state.value} {method}")
    project(key, rules)
    details = (Detail("purpose", key.purpose), Detail("method", method), *details_of(row))
    record(Entry(_EVENTS[state], key.tenant, now, by, name, details))


def forget(events: Sequence[str]) -> None:
    """Remove the states that rest on events which are being erased."""
    StandingConsent.objects.filter(event__in=events).delete()


def _end_all(
    ending: Iterable[StandingConsent], state: ConsentState, keys: Keys, rules: Rules, now: Millis
) -> int:
    """End what is still as it was read: what was used, confirmed or ended meanwhile stays as it is."""
    count = 0
    for row in ending:
        with transaction.atomic():
            same = StandingConsent.objects.select_for_update().filter(
                id=row.id, event=row.event, state=row.state, expires_at=row.expires_at
            )
            if same.first() is None:
                continue
            end(key_of(row), state, RULE, SYSTEM, keys, rules, now)
        count += 1
    return count


def _expires(purpose: PurposeId, since: Millis, rules: Rules) -> Millis | None:
    rule = rules.policy.rule_of(kind_of(purpose, rules))
    return review_due(rule, Lifetime(collected=since), rules.zone)
