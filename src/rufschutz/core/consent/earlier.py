"""What a number agreed to before, as far as it may be relied on at all: to shorten words, no more.

Decides which rows count: of recordings, the yeses of the last twelve months to the full question
in the very words that the line speaks now, under the policy that is in force; of standing consents,
those whose purpose has not changed. A row that does not show its words is none. What may follow is
`domain.consent.known`'s. It takes the keyed index of the number alone and leaves no trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core import numbers
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.actions.events import evidence_context
from rufschutz.core.consent.models import Consent, ConsentEvent, StandingConsent
from rufschutz.core.consent.staleness import Staleness
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.purposes.queries import under_live_policy
from rufschutz.domain import canonical
from rufschutz.domain.call import texts
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.canonical import CanonicalError
from rufschutz.domain.consent.known import Remembered
from rufschutz.domain.ids import FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.errors import VaultError
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId

REMEMBERED: Final = 365 * DAY
"""How long a yes to the full question shortens it, in ms; then the full words are heard again."""

CALLS: Final = 200
"""Calls of a number that are looked at, the newest first; older yeses shorten nothing."""

LOOKED_AT: Final = 4
"""Yeses whose evidence is opened, the newest first: one of the words in force is nearly always the first."""


def remembered(
    keys: Keys, tenant: TenantId, number: str, asked: Collection[str], now: Millis
) -> tuple[Remembered, ...]:
    """Return what is stored of consents from ``number``; nothing for one that is not E.164.

    ``asked``: the SHA-256 (hex) of each full question in the words in which the line asks it now.
    """
    index = numbers.index(keys, tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    if not index:
        return ()
    with tenant_scope(tenant):
        return (*_standing(tenant, index), *_of_calls(keys, tenant, index, asked, Millis(now - REMEMBERED)))


def _standing(tenant: TenantId, index: str) -> Iterator[Remembered]:
    staleness = Staleness(tenant)
    for row in StandingConsent.objects.filter(number_index=index):
        if not staleness.of(row):
            until = None if row.expires_at is None else Millis(row.expires_at)
            yield Remembered(PurposeId(row.purpose), ConsentState(row.state), until)


def _of_calls(
    keys: Keys, tenant: TenantId, index: str, asked: Collection[str], since: Millis
) -> Iterator[Remembered]:
    """Yield each purpose whose full question was agreed to, and each that was taken back in any call."""
    rows = Consent.objects.filter(number_index=index, at__gt=since).order_by("-at", "id")
    found = list(rows.values_list("purpose", "state", "event")[:CALLS])
    ended = {(purpose, state) for purpose, state, _ in found if state != ConsentState.GIVEN}
    yield from (Remembered(PurposeId(purpose), ConsentState(state)) for purpose, state in sorted(ended))
    given = [event for _, state, event in found if state == ConsentState.GIVEN]
    newest = _full(given) if asked and given else []
    current = under_live_policy(tenant, {row.plan for row in newest})
    for row in newest:
        if row.plan in current and _words(keys, tenant, row) in asked:
            until = Millis(row.at + REMEMBERED)
            yield Remembered(PurposeId(row.purpose), ConsentState.GIVEN, until)


def _full(events: Collection[str]) -> list[ConsentEvent]:
    """Return the newest yeses to a full question among ``events``."""
    rows = ConsentEvent.objects.filter(id__in=events, grounded=True).exclude(text=texts.QUESTION_KNOWN)
    return list(rows.order_by("-at", "id")[:LOOKED_AT])


def _words(keys: Keys, tenant: TenantId, row: ConsentEvent) -> str:
    """Return the hash of the words that a consent rests on, from its sealed evidence; '' for none."""
    try:
        opened = keys.open_evidence(tenant, bytes(row.evidence), evidence_context(FactId(row.id)))
        told = canonical.loads(opened)
    except (VaultError, KeyGoneError, CanonicalError):
        return ""
    words = told.get("text_sha256") if isinstance(told, dict) else None
    return words if isinstance(words, str) else ""
