"""Looking into the ledger: the consents of a number over all purposes, and those of one call.

A number is found by its keyed index for this use; the answer never holds a number. Who looks
is asked for access, owes a reason where the table says so, and stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core import numbers
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent, ConsentEvent, StandingConsent
from rufschutz.core.errors import CoreError
from rufschutz.core.holds.locks import without_restricted
from rufschutz.domain.access.request import Action, Obligation
from rufschutz.domain.access.table import PROOF
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, FactId, PurposeId, TextId
from rufschutz.domain.moments import Millis, moment
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor, Decision
    from rufschutz.domain.consent.because import Because

MOST = 1_000
"""Lines of a timeline at most, the newest: nobody calls more often."""


class ReasonNeeded(CoreError):  # noqa: N818 - named for what is missing
    """This role has to say for what it looks."""

    advice = "Name a reason: access_request, objection, complaint, authority, review or proof."


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One change of a consent. ``call`` is None for what was imported or ended by rule.

    ``method``: how it was said (``import``: by whom, when and with what evidence is sealed with it);
    ``promised``: the longest period that the question named (ISO 8601); ``due_at``: when the line goes.
    """

    id: FactId
    call: CallId | None
    purpose: PurposeId
    state: ConsentState
    at: Millis
    method: str
    text: TextId | None
    language: str
    refused_by: str
    promised: str
    channel: str
    product: str
    due_at: Millis | None


@dataclass(frozen=True, slots=True)
class StandingState:
    """A standing consent of a number as it is now; ``expires_at``: unless it is used before."""

    purpose: PurposeId
    state: ConsentState
    at: Millis
    channel: str
    product: str
    expires_at: Millis | None


@dataclass(frozen=True, slots=True)
class NumberLedger:
    """What the ledger holds of a number: its states now, and how it came to them, oldest first."""

    standing: tuple[StandingState, ...]
    lines: tuple[LedgerLine, ...]


def search(
    actor: Actor, keys: Keys, number: str, now: Millis, because: Because | None = None
) -> NumberLedger:
    """Return the consents of a number (E.164) and write into the log that it was asked for.

    Proof of a consent that was taken back in or after its call is kept without the number (Art. 5(1)(c)
    GDPR) and stands under none, unless a confirmed request to call back keeps it; `of_call` finds it.
    Raises `AccessDenied` and `ReasonNeeded`. A number that is unknown, withheld or no number has none.
    """
    seen = allowed(actor, Action.VIEW_CONSENTS, now, because)
    index = numbers.index(keys, actor.tenant, LookupUse.CONSENT_AND_OBJECTION, number)
    with tenant_scope(actor.tenant):
        found = _of_number(index) if index else NumberLedger((), ())
    tell(seen, AuditEvent.CONSENTS_SEARCHED, actor.tenant, because, len(found.lines), now)
    return found


def of_call(
    actor: Actor, call: CallId, now: Millis, because: Because | None = None
) -> tuple[LedgerLine, ...]:
    """Return how a call's consents came about, oldest first, and write into the log that it was viewed.

    Raises `AccessDenied`, `ReasonNeeded`, and `NotFound` for a call of which neither row nor consent is left.
    """
    seen = allowed(actor, Action.VIEW_CONSENTS, now, because)
    with tenant_scope(actor.tenant):
        rows = ConsentEvent.objects.filter(call=call).order_by("at", "position")
        lines = tuple(line_of(row) for row in rows) if call else ()
        if not lines and not Call.objects.filter(id=call).exists():
            raise access.NotFound("there is no such call")
    tell(seen, AuditEvent.CONSENT_VIEWED, call, because, len(lines), now)
    return lines


def allowed(actor: Actor, action: Action, now: Millis, because: Because | None) -> Decision:
    """Return the decision; raise `AccessDenied`, or `ReasonNeeded` where the role owes one."""
    seen = access.require(actor, action, PROOF, now)
    if because is None and Obligation.REASON in seen.obligations:
        raise ReasonNeeded(f"the role {actor.role.value} has to say for what it looks")
    return seen


def line_of(row: ConsentEvent) -> LedgerLine:
    """Return an event as people see it."""
    return LedgerLine(
        id=FactId(row.id),
        call=CallId(row.call) if row.call else None,
        purpose=PurposeId(row.purpose),
        state=ConsentState(row.state),
        at=Millis(row.at),
        method=row.method,
        text=TextId(row.text) if row.text else None,
        language=row.language,
        refused_by=row.refused_by,
        promised=row.promised,
        channel=row.channel,
        product=row.product,
        due_at=moment(row.due_at),
    )


def _of_number(index: str) -> NumberLedger:
    """Gather what is under the index itself and in the calls that it leads to, but for restricted ones."""
    calls = Consent.objects.filter(number_index=index).values_list("call", flat=True)[:MOST]
    shown = without_restricted(ConsentEvent.objects.order_by("-at", "-position", "id"))
    under = shown.filter(number_index=index)[:MOST]
    within = shown.filter(call__in=list(calls))[:MOST]
    rows = {row.id: row for row in (*under, *within)}
    ordered = sorted(rows.values(), key=lambda row: (row.at, row.position, row.id))
    states = StandingConsent.objects.filter(number_index=index)
    return NumberLedger(tuple(_states(states.order_by("purpose", "id"))), tuple(map(line_of, ordered)))


def _states(rows: Iterable[StandingConsent]) -> Iterable[StandingState]:
    for row in rows:
        yield StandingState(
            purpose=PurposeId(row.purpose),
            state=ConsentState(row.state),
            at=Millis(row.at),
            channel=row.channel,
            product=row.product,
            expires_at=moment(row.expires_at),
        )


def tell(
    seen: Decision, event: AuditEvent, subject: str, because: Because | None, lines: int, now: Millis
) -> None:
    """Write into the log that the ledger was looked into, for what, and how many ``lines`` it showed."""
    actor = seen.request.actor
    reason = "" if because is None else because.value
    details = (Detail("role", actor.role.value), Detail("because", reason), Detail("lines", lines))
    with tenant_scope(actor.tenant), transaction.atomic():
        call = CallId(subject) if event is AuditEvent.CONSENT_VIEWED else None
        record(Entry(event, actor.tenant, now, actor.person, subject, details), call)
