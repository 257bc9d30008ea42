"""Receipts: issued with a call, found by code and second factor, gone a while after what they show.

One answer for wrong, unknown and exhausted, and the same work for each. A code is kept as its
keyed index alone. What a receipt shows is read in `rufschutz.core.consent.receipts`; what it
ends goes the way of every withdrawal.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core import numbers
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.actions import guesses
from rufschutz.core.consent.models import Receipt
from rufschutz.core.consent.second import CalledFrom, Found, Unknown
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, CallId, KindId, LineId, TenantId
from rufschutz.domain.moments import Millis, day_of
from rufschutz.domain.retention.due import Lifetime
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rufschutz.core.consent.second import OnDay
    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.call.facts import ReceiptIssued

RECEIPT = KindId("receipt_code")
ACTOR = "receipt"
NOWHERE = "0" * 32
_NO_INDEX = "-" * 64


def issue(fact: ReceiptIssued, keys: Keys, rules: Rules) -> None:
    """Keep a receipt that was read out, in the caller's transaction and scope; its code as an index."""
    head = fact.head
    due = rules.due(RECEIPT, Lifetime(collected=head.at))
    Receipt.objects.create(
        id=head.fact,
        tenant_id=head.tenant,
        code_index=keys.receipt_index(head.tenant, fact.code),
        call=head.call,
        line=head.line,
        day=_day_of_call(head.call, head.at, rules),
        issued_at=head.at,
        kind=due.kind,
        rule=due.rule,
        due_at=due.at,
    )


def find(
    keys: Keys,
    code: str,
    second: CalledFrom | OnDay,
    now: Millis,
    origin: str | None = None,
    tenant: TenantId | None = None,
) -> Found | Unknown:
    """Return the receipt that fits, or the one answer for wrong, unknown and exhausted.

    ``code``: nine digits, spaces and hyphens between them are ignored. ``origin``: the asking
    address, None for a call. ``tenant``: None where any controller of the installation may be meant.
    """
    typed = "".join(sign for sign in code if sign not in " -\u00a0\u2011\u2013./")
    allowed = guesses.take(keys, typed, origin, tenant, now)
    tenants = tenant_ids() if tenant is None else (tenant,)
    fitting = [found for each in tenants if (found := _fit(keys, each, typed, second, now)) is not None]
    if not (allowed and fitting):
        if allowed:
            _tell(tenants, now)
        return Unknown()
    guesses.give_back(keys, typed, origin, tenant, now)
    found = fitting[0]
    with tenant_scope(found.tenant), transaction.atomic():
        record(Entry(AuditEvent.RECEIPT_USED, found.tenant, now, ACTOR, found.call), found.call)
    return found


def start_receipts(calls: Collection[str], at: Millis, rules: Rules) -> None:
    """Start the period of receipts of which nothing is left to show since ``at``; never lengthens it."""
    for row in Receipt.objects.filter(call__in=calls, gone_at=None):
        due = rules.due(RECEIPT, Lifetime(collected=Millis(row.issued_at), started=at))
        Receipt.objects.filter(id=row.id).update(gone_at=at, rule=due.rule, due_at=min(due.at, row.due_at))


def erase_receipts(receipts: Sequence[str]) -> None:
    """Remove receipts that erasures name."""
    Receipt.objects.filter(id__in=receipts).delete()


def _day_of_call(call: CallId, at: Millis, rules: Rules) -> str:
    began = Call.objects.filter(id=call).values_list("started_at", flat=True).first()
    return day_of(Millis(at if began is None else began), rules.zone).isoformat()


def _fit(keys: Keys, tenant: TenantId, code: str, second: CalledFrom | OnDay, now: Millis) -> Found | None:
    """Compare code and second factor; the same look-ups and comparisons whatever is there."""
    wanted = keys.receipt_index(tenant, code)
    called = second.number if isinstance(second, CalledFrom) else "+490"
    number = numbers.index(keys, tenant, LookupUse.CALL_SEARCH, called) or _NO_INDEX
    with tenant_scope(tenant):
        row = Receipt.objects.filter(code_index=wanted, due_at__gt=now).order_by("-issued_at").first()
        known = row or Receipt(id=NOWHERE, call=NOWHERE, line="", day="", code_index="")
        stored = Call.objects.filter(id=known.call).values_list("number_index", flat=True).first()
    same_code = hmac.compare_digest(known.code_index, wanted)
    if isinstance(second, CalledFrom):
        fits = hmac.compare_digest(stored or "", number)
    else:
        same_line = known.line in second.lines
        fits = hmac.compare_digest(known.day.encode(), second.day.encode()) and same_line
    if row is None or not (same_code and fits):
        return None
    return Found(ArtefactId(row.id), tenant, CallId(row.call), LineId(row.line), Millis(row.issued_at))


def _tell(tenants: Sequence[TenantId], now: Millis) -> None:
    """Write a wrong try into the log of whom it was meant for, into nobody's where that is not known.

    Only as often as tries are allowed: nobody fills a log by guessing.
    """
    if len(tenants) == 1:
        with tenant_scope(tenants[0]), transaction.atomic():
            record(Entry(AuditEvent.RECEIPT_GUESSED, tenants[0], now, ACTOR, tenants[0]))
