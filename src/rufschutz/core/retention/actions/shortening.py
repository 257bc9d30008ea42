"""A shorter rule reaches back: what is stored already is due earlier, never later.

Decides nothing about periods; it asks the new rules for every stored thing again and keeps the
earlier moment (R98; Art. 5(1)(e) GDPR). What was promised was fixed at the consent and is not
touched. Called where a version of the policy takes effect, in that transaction.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import F, Max, OuterRef, Subquery

from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import ConsentEvent, Receipt
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.actions import settle_due
from rufschutz.core.recordings.models import Recording, Use
from rufschutz.core.retention.due import CALLBACK_NUMBER, MATTER
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import ArtefactId, KindId, TenantId
from rufschutz.domain.moments import Millis, Period, moment
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rufschutz.core.base import TenantRow
    from rufschutz.core.duedates import DueDate, Rules
    from rufschutz.domain.retention.rule import DeletionRule

CHUNK: Final = 500
QUARTER: Final = 900_000
"""Within a quarter of an hour (ms) no zone begins a new day, so no period of days ends elsewhere."""

WHEN_USED: Final = frozenset({"consent_given"})
WHEN_ENDED: Final = frozenset({"consent_withdrawn"})
WITH_THE_CALL: Final = frozenset({"consent_refused", "consent_unused"})


class _Stored(NamedTuple):
    """A stored thing: its row, when it is due now, and what its rule counts from."""

    row: int | str
    due_at: int
    kind: str
    life: Lifetime


@dataclass(frozen=True, slots=True)
class Reached:
    """So many stored things of a kind that would be due earlier; moments in ms UTC.

    ``was``: when the first of them is due now; ``becomes``: when the first would be. ``at_once``: how
    many of them would be due already.
    """

    kind: KindId
    count: int
    was: Millis
    becomes: Millis
    at_once: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A column with due dates, the rule that fixed them, and what it holds."""

    model: type[TenantRow]
    due: str
    rule: str
    stored: Callable[[], Iterator[_Stored]]

    def move(self, ask: _Asked) -> int:
        """Write the earlier moments; return how many."""
        return _move(self.model, self.due, self.rule, ask.earlier(self.stored()))


def _sources() -> tuple[_Source, ...]:
    """Return everything that a period can shorten."""
    return (
        _Source(Use, "due_at", "rule", _uses),
        _Source(Call, "due_at", "rule", _calls),
        _Source(Matter, "due_at", "rule", _matters),
        _Source(Matter, "number_due_at", "number_rule", _numbers),
        _Source(ConsentEvent, "due_at", "rule", _consents),
        _Source(Receipt, "due_at", "rule", _receipts),
    )


def shorten(tenant: TenantId, rules: Rules) -> int:
    """Let everything stored that ``rules`` would end earlier be due then; return how many things moved.

    Standing consents and wishes, which nobody can shorten by a period, keep to their own actions. The
    number of a call moves with its call and is not counted apart.
    """
    with tenant_scope(tenant):
        ask = _Asked(rules)
        moved = {source: source.move(ask) for source in _sources()}
        settle_due([ArtefactId(name) for name in _living()] if any(moved.values()) else [])
        Call.objects.filter(number_due_at__gt=F("due_at")).update(number_due_at=F("due_at"))
    return sum(moved.values())


def reach(tenant: TenantId, rules: Rules, now: Millis) -> tuple[Reached, ...]:
    """Return what `shorten` with the same rules would move, kind by kind; nothing changes."""
    with tenant_scope(tenant):
        ask = _Asked(rules)
        found = defaultdict[str, list[tuple[Millis, Millis]]](list)
        for source in _sources():
            for thing, earlier in ask.earlier(source.stored()):
                found[thing.kind].append((Millis(thing.due_at), earlier.at))
    return tuple(
        Reached(
            KindId(kind),
            len(dates),
            was=min(was for was, _ in dates),
            becomes=min(becomes for _, becomes in dates),
            at_once=sum(becomes <= now for _, becomes in dates),
        )
        for kind, dates in sorted(found.items())
    )


class _Asked:
    """The new rules, asked once for all that began in the same quarter of an hour.

    A rule that keeps nothing ends in the very moment in which it begins: it is asked for each moment.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._at_once = {str(rule.kind) for rule in rules.policy.rules if _ends_at_once(rule)}
        self._known: dict[tuple[str, int, int | None, Millis | None], DueDate] = {}

    def earlier(self, things: Iterable[_Stored]) -> Iterator[tuple[_Stored, DueDate]]:
        """Yield what is due earlier by the new rules; a kind that they do not know stays as it is."""
        for thing in things:
            if self._rules.policy.has(KindId(thing.kind)):
                found = self._due(thing)
                if found.at < thing.due_at:
                    yield thing, found

    def _due(self, thing: _Stored) -> DueDate:
        life = thing.life
        grain = 1 if thing.kind in self._at_once else QUARTER
        started = None if life.started is None else life.started // grain
        place = (thing.kind, life.collected // grain, started, life.promised_until)
        if place not in self._known:
            self._known[place] = self._rules.due(KindId(thing.kind), life)
        return self._known[place]


def _ends_at_once(rule: DeletionRule) -> bool:
    """Say whether one of the rule's ends is the moment itself, and no day's end."""
    return Period() in (rule.period, rule.cap, rule.review)


def _move(model: type[TenantRow], due: str, rule: str, found: Iterable[tuple[_Stored, DueDate]]) -> int:
    """Write the earlier moments, all rows of one moment together; what is earlier meanwhile stays."""
    groups = defaultdict[tuple[Millis, str], list[int | str]](list)
    for thing, earlier in found:
        groups[earlier.at, earlier.rule].append(thing.row)
    moved = 0
    for (at, name), rows in groups.items():
        for start in range(0, len(rows), CHUNK):
            later = model.objects.filter(pk__in=rows[start : start + CHUNK], **{f"{due}__gt": at})
            moved += later.update(**{due: at, rule: name})
    return moved


def _living() -> Iterator[str]:
    yield from Use.objects.filter(ended_at=None).values_list("artefact", flat=True).distinct().iterator(CHUNK)


def _uses() -> Iterator[_Stored]:
    made = Recording.objects.filter(id=OuterRef("artefact")).values("started_at")
    rows = Use.objects.filter(ended_at=None).annotate(made=Subquery(made[:1])).exclude(made=None)
    for row, due, kind, begun, promised in rows.values_list(
        "id", "due_at", "kind", "made", "promised_until"
    ).iterator(CHUNK):
        yield _Stored(row, due, kind, Lifetime(Millis(begun), promised_until=Millis(promised)))


def _calls() -> Iterator[_Stored]:
    rows = Call.objects.exclude(due_at=None).exclude(ended_at=None)
    for row, due, kind, ended in rows.values_list("id", "due_at", "kind", "ended_at").iterator(CHUNK):
        yield _Stored(row, due or 0, kind, Lifetime(Millis(ended or 0)))


def _matters() -> Iterator[_Stored]:
    rows = Matter.objects.exclude(due_at=None).values_list("id", "due_at", "confirmed_at", "closed_at")
    for row, due, begun, closed in rows.iterator(CHUNK):
        yield _Stored(row, due or 0, MATTER, Lifetime(Millis(begun), moment(closed)))


def _numbers() -> Iterator[_Stored]:
    rows = Matter.objects.exclude(number_due_at=None).exclude(number_rule="")
    columns = ("id", "number_due_at", "confirmed_at", "called_back_at")
    for row, due, begun, done in rows.values_list(*columns).iterator(CHUNK):
        yield _Stored(row, due or 0, CALLBACK_NUMBER, Lifetime(Millis(begun), moment(done)))


def _consents() -> Iterator[_Stored]:
    ended = Use.objects.filter(consent=OuterRef("id")).values("consent").annotate(at=Max("ended_at"))
    living = Use.objects.filter(consent=OuterRef("id"), ended_at=None).values("id")
    taken = ConsentEvent.objects.filter(
        call=OuterRef("call"), purpose=OuterRef("purpose"), state=ConsentState.WITHDRAWN.value
    )
    call = Call.objects.filter(id=OuterRef("call")).values("ended_at")
    rows = ConsentEvent.objects.exclude(due_at=None).annotate(
        used_until=Subquery(ended.values("at")[:1]),
        in_use=Subquery(living[:1]),
        taken_back=Subquery(taken.order_by("-at").values("at")[:1]),
        hung_up=Subquery(call[:1]),
    )
    columns = ("id", "due_at", "kind", "at", "used_until", "in_use", "taken_back", "hung_up")
    for row, due, kind, at, used, in_use, taken_back, hung_up in rows.values_list(*columns).iterator(CHUNK):
        if kind in WITH_THE_CALL and hung_up is not None:
            yield _Stored(row, due or 0, kind, Lifetime(Millis(hung_up)))
        elif kind in WHEN_ENDED and taken_back is not None:
            yield _Stored(row, due or 0, kind, Lifetime(Millis(at), Millis(taken_back)))
        elif kind in WHEN_USED:
            over = None if in_use is not None else moment(used)
            yield _Stored(row, due or 0, kind, Lifetime(Millis(at), over))


def _receipts() -> Iterator[_Stored]:
    rows = Receipt.objects.values_list("id", "due_at", "kind", "issued_at", "gone_at")
    for row, due, kind, issued, gone in rows.iterator(CHUNK):
        yield _Stored(row, due, kind, Lifetime(Millis(issued), moment(gone)))
