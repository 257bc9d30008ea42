"""Reading what officers said of proposals, and how many proposals wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from rufschutz.core.approvals.models import Approval, Proposal
from rufschutz.core.approvals.models import Opinion as Row
from rufschutz.core.base import tenant_scope
from rufschutz.domain.approval.opinion import Opinion, Verdict
from rufschutz.domain.approval.proposal import State, Way
from rufschutz.domain.approval.subject import TERMS, Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis, moment

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many proposals wait, and when the first takes effect by itself (ms UTC), None for none.

    ``unspoken``: how many of them loosen a protection and still lack the officer's word; none of these takes
    effect by itself.
    """

    count: int
    ripe_at: Millis | None
    unspoken: int = 0


def opinions_on(proposal: str) -> tuple[Opinion, ...]:
    """Return what officers said of a proposal of the tenant in scope, oldest first."""
    rows = Row.objects.filter(proposal=proposal).order_by("at", "id")
    return tuple(
        Opinion(PersonId(row.officer), Verdict(row.verdict), row.words, row.sha256, Millis(row.at))
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """How a request about one thing stands; moments in ms UTC."""

    state: State
    ripe_at: Millis | None
    decided_at: Millis | None


def last_about(subject: Subject, target: str) -> Asked | None:
    """Return the last request about one thing, in the tenant's scope; None where nobody asked."""
    rows = Proposal.objects.filter(subject=subject.value, target=target).order_by("-proposed_at", "-id")
    row = rows.first()
    return None if row is None else Asked(State(row.state), moment(row.ripe_at), moment(row.decided_at))


def approved_by(target: str) -> tuple[PersonId, ...]:
    """Return whose words let anything about one thing take effect, in the tenant's scope, in their order."""
    names = Proposal.objects.filter(target=target).values("id")
    words = Approval.objects.filter(proposal__in=names).order_by("at", "id")
    return tuple(PersonId(name) for name in words.values_list("person", flat=True))


_LOOSENING = [subject.value for subject, terms in TERMS.items() if terms.loosens]


def unsettled(now: Millis) -> Q:
    """Return what of proposals waits: neither decided nor over (`domain.approval.proposal.over`)."""
    return Q(state=State.WAITING.value) & (Q(ends_at__gt=now) | Q(way=Way.DEADLINE.value))


def waiting(tenant: TenantId, now: Millis, subjects: Collection[Subject] | None = None) -> Waiting:
    """Return what waits to be decided, as everybody who watches may know; of these subjects or of all."""
    with tenant_scope(tenant):
        rows = Proposal.objects.filter(unsettled(now))
        if subjects is not None:
            rows = rows.filter(subject__in=[subject.value for subject in subjects])
        found = list(rows.exclude(Q(loosened=[]) & ~Q(subject__in=_LOOSENING)).values_list("id", "sha256"))
        spoken = set(Row.objects.filter(proposal__in=rows.values("id")).values_list("proposal", "sha256"))
        unspoken = [name for name, seen in found if (name, seen) not in spoken]
        ripe = rows.exclude(ripe_at=None).exclude(id__in=unspoken).order_by("ripe_at")
        return Waiting(rows.count(), moment(ripe.values_list("ripe_at", flat=True).first()), len(unspoken))
