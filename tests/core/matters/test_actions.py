"""A matter is closed once, its number shown to who may call back, and both are recorded."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.keys.actions import Keys
from rufschutz.core.matters.actions import PER_LINE, close, forget_numbers, may_send, reveal_number
from rufschutz.core.matters.models import Matter
from rufschutz.domain.ids import FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis

MATTER = PurposeId("handle_matter")


@pytest.fixture
def matter(office):
    caller = office.call().start().no().ask_back("+493023125007").end("refused")
    office.take()
    return FactId(caller.facts[3].head.fact)


@pytest.mark.usefixtures("scope")
def test_closing_starts_the_periods_and_only_shortens(office, matter, owner):
    before = Matter.objects.get()
    rules = office.desk.rules(office.tenant)
    close(owner, MATTER, matter, rules, Millis(office.now + DAY))
    row = Matter.objects.get()
    assert row.closed_at == office.now + DAY
    assert row.number_due_at < before.number_due_at
    assert row.due_at < before.due_at
    close(owner, MATTER, matter, rules, Millis(office.now + 5 * DAY))
    assert Matter.objects.get().closed_at == office.now + DAY
    assert OutboxEntry.objects.filter(event="console:matter:closed").count() == 1


@pytest.mark.usefixtures("scope")
def test_the_number_is_shown_once_asked_and_that_is_written_down(office, matter, owner):
    keys = office.desk.keys
    assert reveal_number(owner, MATTER, matter, keys, office.now) == "+493023125007"
    assert OutboxEntry.objects.get(event="console:number:viewed").subject == matter
    forget_numbers([matter])
    assert reveal_number(owner, MATTER, matter, keys, office.now) == ""


@pytest.mark.usefixtures("scope")
def test_those_who_watch_neither_close_nor_see_the_number(office, matter, officer):
    with pytest.raises(AccessDenied):
        close(officer, MATTER, matter, office.desk.rules(office.tenant), office.now)
    with pytest.raises(AccessDenied):
        reveal_number(officer, MATTER, matter, office.desk.keys, office.now)
    assert Matter.objects.get().closed_at is None


def test_what_is_not_there_is_not_found(office, owner):
    with pytest.raises(NotFound):
        close(owner, MATTER, FactId("0" * 32), office.desk.rules(office.tenant), office.now)


@pytest.mark.rule("R14")
def test_so_many_in_writing_from_one_source_and_for_one_line_whichever_process_asks(office, line):
    keys, now = office.desk.keys, office.now
    assert [may_send(keys, line, "192.0.2.7", now) for _ in range(6)] == [True] * 5 + [False]
    assert may_send(keys, line, "198.51.100.7", now)
    again = Keys(keys._root)
    assert not may_send(again, line, "192.0.2.7", now)
    others = [may_send(keys, line, f"10.{place}.0.1", now) for place in range(PER_LINE)]
    assert others == [True] * (PER_LINE - 6) + [False] * 6
    assert not may_send(keys, line, "203.0.113.1", now)
