"""The advertising register: whether a number may be contacted, from what is stored of it now.

Outbound calls do not exist here; the answer is for the controller's own systems, which tell of
each use (`actions.used`). Asking leaves no trace of the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core import numbers
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.actions.standing import ADVERTISE, StandingKey
from rufschutz.core.consent.ledger import allowed, tell
from rufschutz.core.consent.models import StandingConsent
from rufschutz.core.consent.preferences import no_advertising
from rufschutz.core.consent.staleness import Staleness
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.advertising import AdvertisingConsent
from rufschutz.domain.consent.advertising import may_advertise as decide
from rufschutz.domain.moments import Millis
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.consent.advertising import AdvertisingAnswer
    from rufschutz.domain.consent.because import Because
    from rufschutz.domain.ids import TenantId


def may_advertise(
    keys: Keys, tenant: TenantId, number: str, product: str, channel: str, now: Millis
) -> AdvertisingAnswer:
    """Return whether a number (E.164) may be contacted for a product by a channel, and why or why not."""
    key = advertising_key(keys, tenant, number, product, channel)
    with tenant_scope(tenant):
        rows = StandingConsent.objects.filter(number_index=key.number_index, purpose=ADVERTISE)
        staleness = Staleness(tenant)
        consents = [_consent(row) for row in rows if not staleness.of(row)] if key.number_index else []
    objected = no_advertising(keys, tenant, number)
    return decide(consents, channel, product, now, objected=objected)


def ask_register(
    actor: Actor,
    keys: Keys,
    number: str,
    product: str,
    channel: str,
    now: Millis,
    because: Because | None = None,
) -> AdvertisingAnswer:
    """Answer a person of the house, and write into the log that they asked; no number stands there.

    Raises `AccessDenied` and `ReasonNeeded`.
    """
    seen = allowed(actor, Action.VIEW_CONSENTS, now, because)
    answer = may_advertise(keys, actor.tenant, number, product, channel, now)
    tell(seen, AuditEvent.CONSENTS_SEARCHED, actor.tenant, because, 1, now)
    return answer


def advertising_key(keys: Keys, tenant: TenantId, number: str, product: str, channel: str) -> StandingKey:
    """Return under which key such a consent stands."""
    index = numbers.index(keys, tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    return StandingKey(tenant, index, ADVERTISE, channel, product)


def _consent(row: StandingConsent) -> AdvertisingConsent:
    expires = None if row.expires_at is None else Millis(row.expires_at)
    return AdvertisingConsent(row.channel, row.product, ConsentState(row.state), expires)
