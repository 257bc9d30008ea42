"""Accesses, answers and policies of the gap: what ended stays ended, the newest policy is in force again.

Each function does a kind of tombstone again (`reapplying.reapplies`); `shut` ends what no restore lets
live on (`rufschutz.domain.restore.guarded`). Everything may be done again. It gives nobody anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from rufschutz.adapters.clock import new_id
from rufschutz.core.accounts.models import Membership, User
from rufschutz.core.apikeys.models import ApiKey
from rufschutz.core.approvals.actions.voiding import void
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.actions.reapplying import reapplies
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.answers import STAFF
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.glass.models import EmergencyAccess
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions import shorten
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId
from rufschutz.domain.restore.guarded import PROTECTING
from rufschutz.domain.restore.tombstones import What
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from rufschutz.core.backup.actions.reapplying import Hand
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.restore.tombstones import Stone

BY: Final = "restore"


@reapplies(What.API_KEY)
def _api_key(stone: Stone, _hand: Hand) -> None:
    with transaction.atomic():
        ApiKey.objects.filter(id__in=stone.names, revoked_at=None).update(revoked_at=stone.at)


@reapplies(What.ROLE)
def _role(stone: Stone, _hand: Hand) -> None:
    account, role = stone.names
    until = int(stone.detail) if stone.detail else stone.at
    later = Q(until=None) | Q(until__gt=until)
    with transaction.atomic():
        Membership.objects.filter(later, user_id=account, role=role, since__lte=stone.at).update(until=until)


@reapplies(What.ACCOUNT)
def _account(stone: Stone, _hand: Hand) -> None:
    """Close the account: the password and the factor of the backup are the old ones. It takes a new link."""
    with transaction.atomic():
        for user in User.objects.filter(pk__in=stone.names):
            user.set_unusable_password()
            user.save(update_fields=["password"])
        Authenticator.objects.filter(user_id__in=stone.names).delete()


@reapplies(What.STAFF_NO)
def _staff_no(stone: Stone, hand: Hand) -> None:
    person, purpose = stone.names
    if not hand.place.rules(stone.tenant).policy.has(STAFF):
        return
    due = hand.place.rules(stone.tenant).due(STAFF, Lifetime(collected=stone.at, started=stone.at))
    known = StaffAnswer.objects.filter(person=person, purpose=purpose, at__gte=stone.at)
    with transaction.atomic():
        if not known.exists():
            StaffAnswer.objects.create(
                id=new_id(),
                tenant_id=stone.tenant,
                person=person,
                purpose=purpose,
                state=stone.detail,
                at=stone.at,
                kind=due.kind,
                rule=due.rule,
                due_at=due.at,
            )


@reapplies(What.COUNCIL)
def _council(stone: Stone, hand: Hand) -> None:
    state, agreed_on, ends_on = stone.names
    if not hand.place.rules(stone.tenant).policy.has(STAFF):
        return
    due = hand.place.rules(stone.tenant).due(STAFF, Lifetime(collected=stone.at))
    with transaction.atomic():
        if not CouncilAgreement.objects.filter(at__gte=stone.at).exists():
            CouncilAgreement.objects.create(
                id=new_id(),
                tenant_id=stone.tenant,
                state=state,
                agreed_on=agreed_on,
                ends_on=ends_on,
                person=BY,
                at=stone.at,
                kind=due.kind,
                rule=due.rule,
                due_at=due.at,
            )


@reapplies(What.POLICY)
def _policy(stone: Stone, hand: Hand) -> None:
    """Put the policy in force again that was in force: what callers were told last is what holds."""
    version, person, document, *material = stone.names
    with transaction.atomic():
        if PolicyVersion.objects.filter(id=version).exists():
            return
        last = PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0
        row = PolicyVersion.objects.create(
            id=version,
            tenant_id=stone.tenant,
            number=last + 1,
            document=document,
            sha256=stone.detail,
            adopted_by=person,
            adopted_at=stone.at,
            material=material,
        )
        details = (Detail("number", row.number), Detail("sha256", row.sha256), Detail("proposal", ""))
        record(Entry(AuditEvent.POLICY_ADOPTED, stone.tenant, hand.now, BY, row.id, details))
        shorten(stone.tenant, rules(stone.tenant))


def shut(tenant: TenantId, now: Millis) -> int:
    """End emergency accesses, and open requests that would take a protection away; return how many."""
    return _shut_glasses(tenant, now) + void(tenant, PROTECTING, BY, now)


def _shut_glasses(tenant: TenantId, now: Millis) -> int:
    with tenant_scope(tenant), transaction.atomic():
        rows = list(EmergencyAccess.objects.select_for_update().filter(closed_at=None, until__gt=now))
        for row in rows:
            row.closed_at = now
            row.save(update_fields=["closed_at"])
            details = (Detail("call", row.call),)
            event = AuditEvent.GLASS_CLOSED
            record(Entry(event, tenant, now, BY, row.id, details), CallId(row.call))
    return len(rows)
