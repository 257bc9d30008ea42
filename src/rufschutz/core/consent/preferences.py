"""Standing wishes about a number: never to record, no advertising. Reading them.

They are found by the number's keyed index alone and only ever protect, so caller id is
enough for them (Art. 21 GDPR). They outlive the erasure of the caller. Nothing here tells
which numbers have one, and nothing holds a number. `actions.preferences` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core import numbers
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import StandingWish
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RIGHTS
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.ids import ArtefactId, KindId, RuleId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime, review_due
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import TenantId

PAGE: Final = 50
"""Wishes on a page."""


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish as people see it. ``method``: how it was entered.

    ``review_at``: by when someone has to confirm that it is still needed, None where it ends by itself.
    """

    id: ArtefactId
    preference: Preference
    method: str
    set_at: Millis
    reviewed_at: Millis | None
    rule: RuleId
    due_at: Millis
    review_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class WishPage:
    """A page of the wishes in force, the next to be reviewed or to end first; no number is in it."""

    wishes: tuple[WishView, ...]
    page: int
    pages: int
    total: int


def never_record(keys: Keys, tenant: TenantId, number: str) -> bool:
    """Say whether calls from ``number`` (E.164) are never recorded; False for one that is not E.164."""
    return _stands(keys, tenant, Preference.NEVER_RECORD, number)


def no_advertising(keys: Keys, tenant: TenantId, number: str) -> bool:
    """Say whether whoever has ``number`` (E.164) objected to advertising."""
    return _stands(keys, tenant, Preference.NO_ADVERTISING, number)


def wishes_of(actor: Actor, keys: Keys, number: str, now: Millis) -> tuple[WishView, ...]:
    """Return the wishes in force about a number, for whoever may enter one; raise `AccessDenied`."""
    access.require(actor, Action.ENTER_OBJECTION, RIGHTS, now)
    found = numbers.index(keys, actor.tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    with tenant_scope(actor.tenant):
        rows = StandingWish.objects.filter(number_index=found, ended_at=None).order_by("set_at", "id")
        return tuple(_view(row) for row in rows) if found else ()


def wishes(actor: Actor, rules: Rules, now: Millis, page: int = 1) -> WishPage:
    """Return a page of the wishes in force, for whoever may enter one; raise `AccessDenied`.

    Of which number each is stands nowhere. A page beyond the last is the last.
    """
    access.require(actor, Action.ENTER_OBJECTION, RIGHTS, now)
    with tenant_scope(actor.tenant):
        found = StandingWish.objects.filter(ended_at=None).order_by("due_at", "id")
        total = found.count()
        pages = max(1, -(-total // PAGE))
        page = min(max(1, page), pages)
        rows = list(found[(page - 1) * PAGE : page * PAGE])
    return WishPage(tuple(_view(row, rules) for row in rows), page, pages, total)


def unreviewed(tenant: TenantId, before: Millis) -> int:
    """Return how many objections to advertising nobody has confirmed or entered since ``before``."""
    with tenant_scope(tenant):
        rows = StandingWish.objects.filter(preference=Preference.NO_ADVERTISING.value, ended_at=None)
        never = rows.filter(reviewed_at=None, set_at__lt=before)
        return never.count() + rows.filter(reviewed_at__lt=before).count()


def _stands(keys: Keys, tenant: TenantId, preference: Preference, number: str) -> bool:
    found = numbers.index(keys, tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    if not found:
        return False
    with tenant_scope(tenant):
        wishes = StandingWish.objects.filter(number_index=found, preference=preference.value, ended_at=None)
        return wishes.exists()


def _review_at(row: StandingWish, rules: Rules | None) -> Millis | None:
    """Return when the wish is to be confirmed; only an objection is, which else would never end."""
    kind = KindId(row.kind)
    objection = row.preference == Preference.NO_ADVERTISING.value
    if rules is None or not objection or not rules.policy.has(kind):
        return None
    seen = None if row.reviewed_at is None else Millis(row.reviewed_at)
    life = Lifetime(collected=Millis(row.set_at), confirmed=seen)
    return review_due(rules.policy.rule_of(kind), life, rules.zone)


def _view(row: StandingWish, rules: Rules | None = None) -> WishView:
    return WishView(
        id=ArtefactId(row.id),
        preference=Preference(row.preference),
        method=row.method,
        set_at=Millis(row.set_at),
        reviewed_at=None if row.reviewed_at is None else Millis(row.reviewed_at),
        rule=RuleId(row.rule),
        due_at=Millis(row.due_at),
        review_at=_review_at(row, rules),
    )
