"""Counts and states of a tenant's calls and recordings: what may be known without seeing a call.

Names no call and no person, so the operator and the data protection officer may see it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.call.outcome import Outcome

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


_WITHOUT = (Outcome.REFUSED, Outcome.SILENCE_OR_UNCLEAR, Outcome.YES_THEN_STAR)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many, since a moment (calls) and now (recordings, ``callbacks`` still owed).

    ``given``: calls in which a yes stands; ``refused``: in which there was a no, silence, or a yes
    taken back. ``running`` calls are among ``calls``, but have no answer before they are over.
    ``withdrawn``: of the ``erased``, those that their caller had taken back.
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
    withdrawn: int = 0

    @property
    def expired(self) -> int:
        """Recordings erased because their period was over."""
        return self.erased - self.withdrawn

    @property
    def unanswered(self) -> int:
        """Finished calls in which nobody was asked, or heard the question to its end."""
        return max(0, self.calls - self.running - self.given - self.refused)


def counts(actor: Actor, since: Millis, now: Millis) -> Counts:
    """Return the counts; raise `AccessDenied` where the role may not see them."""
    access.require(actor, Action.REHEARSE_RETENTION, SECURITY, now)
    with tenant_scope(actor.tenant):
        recent = Call.objects.filter(started_at__gte=since)
        total, running = recent.count(), recent.filter(ended_at=None).count()
        given, refused = _answers(recent.exclude(ended_at=None))
        callbacks = Matter.objects.filter(closed_at=None).exclude(number_rule="").count()
        states = _by_state(Recording.objects.all())
        overdue = Recording.objects.filter(due_at__lte=now, erased_at=None).count()
        taken_back = Erasure.objects.filter(because=Cause.WITHDRAWAL).values("artefact")
        withdrawn = Recording.objects.filter(state=State.ERASED, id__in=taken_back).count()
        unproven = Recording.objects.filter(state=State.ERASED, proven_at=None).count()
    return Counts(
        calls=total,
        given=given,
        refused=refused,
        stored=states[State.KEPT] + states[State.ARCHIVED] + states[State.OPEN],
        erased=states[State.ERASED],
        unproven=unproven,
        destroyed_before_storage=states[State.DESTROYED_BEFORE_STORAGE],
        quarantined=states[State.QUARANTINED],
        damaged=states[State.DAMAGED],
        overdue=overdue,
        running=running,
        callbacks=callbacks,
        withdrawn=withdrawn,
    )


def _answers(over: QuerySet[Call]) -> tuple[int, int]:
    """Return in how many finished calls a yes stands, and in how many there was a no.

    The call's outcome tells of a no for longer than the consent, which goes earlier.
    """
    yes = Consent.objects.filter(state=ConsentState.GIVEN).values("call")
    no = Consent.objects.exclude(state__in=(ConsentState.GIVEN, ConsentState.REQUESTED)).values("call")
    without = over.exclude(id__in=yes).filter(Q(outcome__in=_WITHOUT) | Q(id__in=no))
    return over.filter(id__in=yes).count(), without.count()


def _by_state(rows: QuerySet[Any]) -> Counter[str]:
    """Return how many rows are in each state; the database counts, so no row is fetched."""
    return Counter(dict(rows.order_by().values_list("state").annotate(number=Count("pk"))))
