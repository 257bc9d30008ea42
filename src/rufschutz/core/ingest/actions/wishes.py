"""What a caller asked for beyond this call, into the record: a standing wish, a receipt, a withdrawal.

Nothing of it can stop ingest: a wish that this profile cannot keep and a code that fits
nothing change nothing. What a typed code withdraws is unreadable with the transaction; the
remaining steps are the worker's.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.access import NotFound
from rufschutz.core.calls.models import Call
from rufschutz.core.consent import actions as consents
from rufschutz.core.consent.models import Consent
from rufschutz.core.consent.second import OnDay, Unknown
from rufschutz.core.ingest.actions.logged import log_fact
from rufschutz.core.retention.actions import enter_unattended
from rufschutz.core.retention.actions.sweep import Ground
from rufschutz.core.tenants.queries import lines
from rufschutz.domain.audit.certificate import Clock
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState, Head, PreferenceSet, ReceiptIssued, WithdrawalTyped
from rufschutz.domain.consent.withdrawal import CallStillRunning, Method, NothingToWithdraw, Withdrawal
from rufschutz.domain.ids import FactId, LineId, PlanVersion, PurposeId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.ids import CallId


def apply_wish(fact: PreferenceSet | ReceiptIssued | WithdrawalTyped, desk: Desk, now: Millis) -> None:
    """Apply a wish within the caller's transaction and the tenant's scope."""
    rules = desk.rules(fact.head.tenant)
    match fact:
        case PreferenceSet():
            if consents.set_from(fact, desk.keys, rules):
                log_fact(fact.head, AuditEvent.PREFERENCE_SET, Detail("preference", fact.preference.value))
        case ReceiptIssued():
            consents.issue(fact, desk.keys, rules)
            log_fact(fact.head, AuditEvent.RECEIPT_ISSUED)
        case WithdrawalTyped():
            _withdraw(fact, desk, now)


def _withdraw(fact: WithdrawalTyped, desk: Desk, now: Millis) -> None:
    tenant = fact.head.tenant
    reached = frozenset(card.id for card in lines(tenant))
    found = consents.find(desk.keys, fact.code, OnDay(fact.day, reached), now, tenant=tenant)
    if isinstance(found, Unknown):
        return
    ground = Ground(tenant, desk.rules(tenant), desk.blobs, desk.journals, Clock.REAL)
    with suppress(NothingToWithdraw, NotFound):
        try:
            enter_unattended(found.call, None, Method.PHONE, desk.keys, ground, now)
        except CallStillRunning:
            _end_consents(found.call, fact.head, desk)


def _end_consents(call: CallId, typed: Head, desk: Desk) -> None:
    """End the consents of a call that has no end yet, as when its voice died: nothing is kept on them."""
    row = Call.objects.get(id=call)
    for given in Consent.objects.filter(call=call, state=ConsentState.GIVEN.value).order_by("purpose"):
        at = Millis(max(typed.at, given.at))
        head = Head(FactId(new_id()), typed.tenant, LineId(row.line), call, at)
        entered = Withdrawal(head, PurposeId(given.purpose), Method.PHONE, None)
        consents.withdraw(entered, PlanVersion(row.plan), desk.keys, desk.rules(typed.tenant))
        log_fact(head, AuditEvent.CONSENT_WITHDRAWN, Detail("purpose", given.purpose))
