"""In which state a call's consents are, and how they came into it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import Consent, ConsentEvent, StandingConsent
from rufschutz.domain.access.table import RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, FactId, PurposeId, TextId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.access.request import Decision
    from rufschutz.domain.ids import TenantId


class Mark(StrEnum):
    """The consent state as one sign in a row."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One change of a consent; ``text`` names the question, ``promised`` its longest period (ISO 8601)."""

    id: FactId
    call: CallId
    purpose: PurposeId
    state: ConsentState
    at: Millis
    text: TextId | None
    language: str
    method: str
    refused_by: str
    promised: str
    due_at: Millis | None


def marks(seen: Decision, calls: Iterable[CallId]) -> dict[CallId, Mark]:
    """Return the sign of each call that was asked, for whoever may list them; one missing here was not.

    It tells of the recording alone: a no to another use of it is no "no recording".
    """
    with tenant_scope(seen.request.actor.tenant):
        rows = list(Consent.objects.filter(call__in=list(calls), purpose=RECORD).order_by("at", "id"))
    return {CallId(row.call): _mark(ConsentState(row.state)) for row in rows}


def of_call(seen: Decision, call: CallId) -> tuple[ConsentView, ...]:
    """Return the consent events of a call in order, for whoever may see the call."""
    with tenant_scope(seen.request.actor.tenant):
        rows = list(ConsentEvent.objects.filter(call=call).order_by("at", "position"))
    return tuple(_view(row) for row in rows)


def unconfirmed(tenant: TenantId, until: Millis) -> int:
    """Return how many standing consents in force end by ``until`` unless they are used or confirmed."""
    with tenant_scope(tenant):
        given = StandingConsent.objects.filter(state=ConsentState.GIVEN.value)
        return given.filter(expires_at__lte=until).count()


def _view(row: ConsentEvent) -> ConsentView:
    return ConsentView(
        id=FactId(row.id),
        call=CallId(row.call),
        purpose=PurposeId(row.purpose),
        state=ConsentState(row.state),
        at=Millis(row.at),
        text=TextId(row.text) if row.text else None,
        language=row.language,
        method=row.method,
        refused_by=row.refused_by,
        promised=row.promised,
        due_at=None if row.due_at is None else Millis(row.due_at),
    )


def _mark(state: ConsentState) -> Mark:
    match state:
        case ConsentState.GIVEN:
            return Mark.GIVEN
        case ConsentState.REQUESTED:
            return Mark.NONE
        case ConsentState.WITHDRAWN:
            return Mark.WITHDRAWN
        case _:
            return Mark.REFUSED
