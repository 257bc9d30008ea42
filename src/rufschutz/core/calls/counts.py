"""Counts and states of a tenant's calls and recordings: what may be known without seeing a call.

Names no call and no person, so the operator and the data protection officer may see it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.call.facts import ConsentState

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Counts:
    """How many, since a moment (calls, consents) and now (recordings, ``callbacks`` still owed).

    ``running`` calls are among ``calls``, but have no answer before they are over.
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
    running: int = 0
    callbacks: int = 0

    @property
    def unanswered(self) -> int:
        """Finished calls in which nobody said yes or no."""
        return max(0, self.calls - self.running - self.given - self.refused)


def counts(actor: Actor, since: Millis, now: Millis) -> Counts:
    """Return the counts; raise `AccessDenied` where the role may not see them."""
    access.require(actor, Action.REHEARSE_RETENTION, SECURITY, now)
    with tenant_scope(actor.tenant):
        recent = Call.objects.filter(started_at__gte=since)
        total, running = recent.count(), recent.filter(ended_at=None).count()
        over = recent.exclude(ended_at=None).values("id")
        answers = _by_state(Consent.objects.filter(call__in=over))
        callbacks = Matter.objects.filter(closed_at=None).exclude(number_rule="").count()
        states = _by_state(Recording.objects.all())
        overdue = Recording.objects.filter(due_at__lte=now, erased_at=None).count()
        unproven = Recording.objects.filter(state=State.ERASED, proven_at=None).count()
    given = answers[ConsentState.GIVEN.value]
    return Counts(
        calls=total,
        given=given,
        refused=answers.total() - given - answers[ConsentState.REQUESTED.value],
        stored=states[State.KEPT] + states[State.ARCHIVED] + states[State.OPEN],
        erased=states[State.ERASED],
        unproven=unproven,
        destroyed_before_storage=states[State.DESTROYED_BEFORE_STORAGE],
        quarantined=states[State.QUARANTINED],
        damaged=states[State.DAMAGED],
        overdue=overdue,
        running=running,
        callbacks=callbacks,
    )


def _by_state(rows: QuerySet[Any]) -> Counter[str]:
    """Return how many rows are in each state; the database counts, so no row is fetched."""
    return Counter(dict(rows.order_by().values_list("state").annotate(number=Count("pk"))))
