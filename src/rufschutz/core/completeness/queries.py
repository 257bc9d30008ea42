"""Which differences there are, what the last check counted, and how many archives are known to be whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.models import Incident, StoreCheck
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.access.request import Action
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.completeness.tally import Day, Fate
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis, moment

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId, TenantId

SHOWN = 100


@dataclass(frozen=True, slots=True)
class IncidentView:
    """A difference as people see it; ``call`` is '' where it is about none. Moments in ms UTC."""

    id: str
    kind: IncidentKind
    subject: str
    call: str
    found_at: Millis
    last_seen_at: Millis
    gone_at: Millis | None
    closed_at: Millis | None
    closed_by: str
    words: str


@dataclass(frozen=True, slots=True)
class Whole:
    """Archives by what the last look found; ``oldest``: since when the longest unseen was not looked at."""

    intact: int
    altered: int
    unknown: int
    oldest: Millis | None


@dataclass(frozen=True, slots=True)
class Store:
    """The store as its page shows it. ``checked_at`` None: never checked; ``open`` before ``settled``."""

    checked_at: Millis | None
    counts: dict[str, int]
    total: Day | None
    days: tuple[Day, ...]
    more: bool
    whole: Whole
    open: tuple[IncidentView, ...]
    settled: tuple[IncidentView, ...]


def store(actor: Actor, purpose: PurposeId, now: Millis) -> Store:
    """Return the last check and the incidents, the newest first; raise `AccessDenied`."""
    access.require(actor, Action.CHECK_STORE, purpose, now)
    with tenant_scope(actor.tenant):
        last = StoreCheck.objects.order_by("-at", "-id").first()
        standing = Incident.objects.filter(closed_at=None).order_by("-found_at", "-id")[:SHOWN]
        settled = Incident.objects.exclude(closed_at=None).order_by("-closed_at", "-id")[:SHOWN]
        rows = [_view(row) for row in standing], [_view(row) for row in settled]
        whole = _whole()
    return Store(
        checked_at=None if last is None else Millis(last.at),
        counts={} if last is None else last.counts,
        total=None if last is None else _day(last.fates),
        days=() if last is None else tuple(_day(day) for day in last.days),
        more=last is not None and last.more,
        whole=whole,
        open=tuple(rows[0]),
        settled=tuple(rows[1]),
    )


def unsettled(tenant: TenantId) -> dict[IncidentKind, int]:
    """Return how many incidents of each kind nobody has settled."""
    with tenant_scope(tenant):
        rows = Incident.objects.filter(closed_at=None).values_list("kind").annotate(Count("id"))
        return {IncidentKind(kind): count for kind, count in rows.order_by("kind")}


def still_there(tenant: TenantId) -> dict[IncidentKind, int]:
    """Return how many unsettled incidents of each kind the last look still found."""
    with tenant_scope(tenant):
        rows = Incident.objects.filter(closed_at=None, gone_at=None).values_list("kind").annotate(Count("id"))
        return {IncidentKind(kind): count for kind, count in rows.order_by("kind")}


def checked_at(tenant: TenantId) -> Millis | None:
    """Return when the store was last checked, None for never."""
    with tenant_scope(tenant):
        return moment(StoreCheck.objects.order_by("-at").values_list("at", flat=True).first())


def _whole() -> Whole:
    sealed = Recording.objects.filter(state__in=(State.ARCHIVED, State.QUARANTINED))
    seen = sealed.aggregate(
        good=Count("id", filter=Q(intact=True)),
        bad=Count("id", filter=Q(intact=False)),
        unseen=Count("id", filter=Q(intact=None)),
        oldest=Min("checked_at"),
    )
    return Whole(seen["good"], seen["bad"], seen["unseen"], moment(seen["oldest"]))


def _day(numbers: list[int]) -> Day:
    return Day(Millis(numbers[0]), tuple(zip(Fate, numbers[1:], strict=True)))


def _view(row: Incident) -> IncidentView:
    return IncidentView(
        id=row.id,
        kind=IncidentKind(row.kind),
        subject=row.subject,
        call=str(row.details.get("call") or ""),
        found_at=Millis(row.found_at),
        last_seen_at=Millis(row.last_seen_at),
        gone_at=moment(row.gone_at),
        closed_at=moment(row.closed_at),
        closed_by=person_name(PersonId(row.closed_by)) or row.closed_by if row.closed_by else "",
        words=row.words,
    )
