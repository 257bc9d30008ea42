"""Entering, reviewing and ending standing wishes about a number.

A wish works from the next call on. It is kept as a keyed index without call or caller; a
profile that has no rule for its kind keeps none. An objection lives as long as advertising
does and is confirmed every 24 months (Art. 21(3), 17(3)(b) GDPR); a standing no to recording
ends a year after the last call, because numbers are given to other people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core import numbers
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import StandingWish
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RIGHTS
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.consent.ending import WishEnding
from rufschutz.domain.consent.withdrawal import Method
from rufschutz.domain.ids import KindId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.duedates import DueDate, Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.call.facts import PreferenceSet
    from rufschutz.domain.ids import TenantId

KINDS = {
    Preference.NEVER_RECORD: KindId("preference_never_record"),
    Preference.NO_ADVERTISING: KindId("advertising_objection"),
}
BY_KEY = "dtmf"


class WishNotKept(CoreError):  # noqa: N818 - named for what happened
    """A wish that cannot be kept about this number, or in this profile."""

    advice = "Write the number with + and country code, such as +493023125000."


@dataclass(frozen=True, slots=True)
class _Wish:
    """A wish about to be written; ``index`` is the number's."""

    tenant: TenantId
    preference: Preference
    index: str
    method: str
    at: Millis


def set_from(fact: PreferenceSet, keys: Keys, rules: Rules) -> bool:
    """Keep what a caller confirmed by key, in the caller's transaction and scope.

    Returns False where nothing may be kept: no rule for it in this profile, or no number in E.164.
    """
    head = fact.head
    index = numbers.index(keys, head.tenant, LookupUse.CONSENT_AND_OBJECTION, fact.number)
    if not index or not rules.policy.has(KINDS[fact.preference]):
        return False
    _keep(_Wish(head.tenant, fact.preference, index, BY_KEY, head.at), rules)
    return True


def set_by_staff(
    actor: Actor,
    preference: Preference,
    number: str,
    keys: Keys,
    rules: Rules,
    now: Millis,
    method: Method = Method.STAFF,
) -> bool:
    """Enter a wish that someone made; return False where it stood already. It works at once.

    Raises `AccessDenied` and `WishNotKept`; nothing has changed then.
    """
    access.require(actor, Action.ENTER_OBJECTION, RIGHTS, now)
    wish = _Wish(actor.tenant, preference, _index(keys, actor, number), method.value, now)
    if not rules.policy.has(KINDS[preference]):
        words = f"this profile keeps nothing of the kind {KINDS[preference]}"
        raise WishNotKept(
            words, advice="Nothing is recorded or advertised by consent here: nothing to enter."
        )
    with tenant_scope(actor.tenant), transaction.atomic():
        row, fresh = _keep(wish, rules)
        _log(actor, AuditEvent.PREFERENCE_SET, row, now)
    return fresh


def end_by_staff(
    actor: Actor,
    preference: Preference,
    number: str,
    keys: Keys,
    now: Millis,
    why: WishEnding = WishEnding.ASKED,
) -> bool:
    """End a wish, at the caller's request where nobody says otherwise; return False where there was none.

    From now on it has no effect; the next run erases it. Raises `AccessDenied` and `WishNotKept`.
    """
    access.require(actor, Action.ENTER_OBJECTION, RIGHTS, now)
    index = _index(keys, actor, number)
    with tenant_scope(actor.tenant), transaction.atomic():
        rows = StandingWish.objects.select_for_update()
        row = rows.filter(number_index=index, preference=preference.value, ended_at=None).first()
        if row is None:
            return False
        row.ended_at, row.due_at = now, now
        row.save(update_fields=["ended_at", "due_at"])
        _log(actor, AuditEvent.PREFERENCE_ENDED, row, now, Detail("because", why.value))
    return True


def contacted(keys: Keys, tenant: TenantId, number: str, rules: Rules, at: Millis) -> int:
    """Note that a number with a standing wish called again, which starts its year anew; return how many."""
    index = numbers.index(keys, tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    if not index:
        return 0
    with tenant_scope(tenant), transaction.atomic():
        waiting = StandingWish.objects.select_for_update().filter(number_index=index, ended_at=None)
        rows = list(waiting.filter(contact_at__lt=at))
        for row in rows:
            row.contact_at = at
            _date(row, rules)
    return len(rows)


def review(actor: Actor, rules: Rules, now: Millis) -> int:
    """Confirm that objections to advertising are still needed; return how many. Raises `AccessDenied`."""
    access.require(actor, Action.ENTER_OBJECTION, RIGHTS, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        waiting = StandingWish.objects.select_for_update().filter(ended_at=None)
        rows = list(waiting.filter(preference=Preference.NO_ADVERTISING.value))
        for row in rows:
            row.reviewed_at = now
            _date(row, rules)
        details = (Detail("reviewed", len(rows)),)
        record(Entry(AuditEvent.PREFERENCE_SET, actor.tenant, now, actor.person, actor.tenant, details))
    return len(rows)


def erase_wishes(wishes: Sequence[str]) -> None:
    """Remove wishes that erasures name."""
    StandingWish.objects.filter(id__in=wishes).delete()


def _index(keys: Keys, actor: Actor, number: str) -> str:
    index = numbers.index(keys, actor.tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    if not index:
        raise WishNotKept("this is no number with its country code")
    return index


def stand_again(
    tenant: TenantId, preference: Preference, index: str, method: str, at: Millis, rules: Rules
) -> bool:
    """Keep a wish that a restore lost, as it was made; return False where it stands or has no rule.

    Within the caller's transaction and the tenant's scope.
    """
    rows = StandingWish.objects.filter(number_index=index, preference=preference.value, ended_at=None)
    if rows.exists() or not rules.policy.has(KINDS[preference]):
        return False
    return _keep(_Wish(tenant, preference, index, method, at), rules)[1]


def _keep(wish: _Wish, rules: Rules) -> tuple[StandingWish, bool]:
    """Insert the wish, or begin it anew; return its row and whether it had no effect before."""
    known = StandingWish.objects.select_for_update()
    row = known.filter(number_index=wish.index, preference=wish.preference.value).first()
    fresh = row is None or row.ended_at is not None
    if row is None:
        row = StandingWish(
            id=new_id(),
            tenant_id=wish.tenant,
            preference=wish.preference.value,
            number_index=wish.index,
            set_at=wish.at,
        )
    if fresh:
        row.method, row.set_at, row.ended_at = wish.method, wish.at, None
        bury(wish.tenant, What.OBJECTED, [wish.index, wish.preference.value], wish.at, wish.method)
    row.contact_at, row.reviewed_at = wish.at, wish.at
    _date(row, rules)
    return row, fresh


def _date(row: StandingWish, rules: Rules) -> None:
    """Set when the wish goes, by the rule of its kind as it is now, and write it."""
    due = _due(row, rules)
    row.kind, row.rule, row.due_at = due.kind, due.rule, due.at
    row.save()


def _due(row: StandingWish, rules: Rules) -> DueDate:
    preference = Preference(row.preference)
    last = Millis(row.contact_at) if preference is Preference.NEVER_RECORD else None
    reviewed = None if row.reviewed_at is None else Millis(row.reviewed_at)
    return rules.due(
        KINDS[preference], Lifetime(collected=Millis(row.set_at), started=last, confirmed=reviewed)
    )


def _log(actor: Actor, event: AuditEvent, row: StandingWish, now: Millis, *more: Detail) -> None:
    details = (Detail("preference", row.preference), Detail("role", actor.role.value), *more)
    record(Entry(event, actor.tenant, now, actor.person, row.id, details))
