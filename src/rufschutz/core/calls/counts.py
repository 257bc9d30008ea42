"""Counts and states of a tenant's calls and recordings: what may be known without seeing a call.

Names no call and no person, so the operator and the data protection officer may see it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.call.facts import ConsentState

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Counts:
    """How many, since a moment (calls, consents) and now (recordings).

    ``overdue``: stored past their date; more than a sweep's interval is a fault.
    """

    calls: int
    given: int
    refused: int
    stored: int
    erased: int
    unproven: int
    destroyed_before_storage: int
    quarantined: int
    damaged: int
    overdue: int

    @property
    def unanswered(self) -> int:
        """Calls in which nobody said yes or no."""
        return max(0, self.calls - self.given - self.refused)


def counts(actor: Actor, since: Millis, now: Millis) -> Counts:
    """Return the counts; raise `AccessDenied` where the role may not see them."""
    access.require(actor, Action.REHEARSE_RETENTION, SECURITY, now)
    with tenant_scope(actor.tenant):
        recent = list(Call.objects.filter(started_at__gte=since).values_list("id", flat=True))
        answers = Counter(Consent.objects.filter(call__in=recent).values_list("state", flat=True))
        states = Counter(Recording.objects.values_list("state", flat=True))
        overdue = Recording.objects.filter(due_at__lte=now, erased_at=None).count()
        unproven = Recording.objects.filter(state=State.ERASED, proven_at=None).count()
    given = answers[ConsentState.GIVEN.value]
    return Counts(
        calls=len(recent),
        given=given,
        refused=answers.total() - given - answers[ConsentState.REQUESTED.value],
        stored=states[State.KEPT] + states[State.ARCHIVED] + states[State.OPEN],
        erased=states[State.ERASED],
        unproven=unproven,
        destroyed_before_storage=states[State.DESTROYED_BEFORE_STORAGE],
        quarantined=states[State.QUARANTINED],
        damaged=states[State.DAMAGED],
        overdue=overdue,
    )
