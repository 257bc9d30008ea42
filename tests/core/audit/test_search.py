"""Looking for lines of the log: every criterion narrows, pages go on without a gap, and it is logged."""

from __future__ import annotations

import pytest

from rufschutz.core.audit import search as searching
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.actions import record, record_access
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.audit.search import search
from rufschutz.domain.audit.entry import Entry, read_entry
from rufschutz.domain.audit.search import Criteria
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import LineId, PurposeId
from rufschutz.domain.moments import DAY, Millis

SECURITY = PurposeId("security")


@pytest.fixture
def find(office, officer):
    def found(before=None, **criteria):
        wanted = Criteria(**criteria)
        return search(officer, SECURITY, wanted, office.desk.keys, Language.DE, office.now, before)

    return found


@pytest.fixture
def caller(office, owner, scope):
    """A recorded call that the owner looked at; all of it is in the log."""
    caller = office.recorded()
    record_access(owner, AuditEvent.CALL_VIEWED, PurposeId("record_matter"), "x" * 32, office.now, caller.id)
    office.sequence()
    return caller


def events(found):
    return [line.event.value for line in found.lines]


def test_by_the_call_or_any_other_id(find, caller):
    lines = find(about=caller.id).lines
    assert {line.call for line in lines} == {caller.id}
    assert events(find(about="x" * 32)) == ["console:call:viewed"]
    assert find(about="e" * 32).lines == ()


def test_by_event_and_by_class(find, caller):
    assert events(find(event="console:call:viewed")) == ["console:call:viewed"]
    assert {name.partition(":")[0] for name in events(find(event="consent"))} == {"consent"}


def test_by_who_did_it(find, caller, owner):
    assert [line.actor for line in find(who=owner.person).lines] == [owner.person]
    assert find(who="nobody").lines == ()


def test_by_the_line_of_the_call(find, caller, line):
    assert caller.id in {each.call for each in find(line=line).lines}
    assert find(line=LineId("9" * 32)).lines == ()


def test_by_period_from_its_first_moment_to_before_its_end(find, office, caller):
    record(Entry(AuditEvent.SIGN_IN, office.tenant, Millis(office.now + DAY), "p", office.tenant))
    office.sequence()
    assert events(find(since=Millis(office.now + DAY))) == ["account:sign_in"]
    assert "account:sign_in" not in events(find(until=Millis(office.now + DAY)))
    assert events(find(since=Millis(office.now + DAY), event="call")) == []


@pytest.mark.parametrize("by", [{"who": "p"}, {"event": "account:sign_in"}])
def test_pages_follow_each_other_without_a_gap_or_a_line_twice(find, office, scope, monkeypatch, by):
    monkeypatch.setattr(searching, "PAGE", 3)
    for number in range(8):
        record(Entry(AuditEvent.SIGN_IN, office.tenant, Millis(office.now + number), "p", f"{number:032x}"))
    office.sequence()
    told, before = [], None
    while True:
        page = find(before, **by)
        told += [line.subject for line in page.lines]
        if (before := page.before) is None:
            break
    assert told == [f"{number:032x}" for number in reversed(range(8))]


def test_a_page_opens_only_so_many_and_says_where_to_go_on(find, office, caller, owner, monkeypatch):
    monkeypatch.setattr(searching, "LOOKED", 1)
    before, told, pages = None, 0, 0
    while pages == 0 or before is not None:
        page = find(before, who=owner.person)
        before, told, pages = page.before, told + len(page.lines), pages + 1
    assert (told, pages > 2) == (1, True)


@pytest.mark.rule("R61")
def test_the_search_is_logged_by_its_kinds_and_its_count_and_never_by_its_content(find, caller, officer):
    found = find(about=caller.id, event="consent")
    told = read_entry(OutboxEntry.objects.order_by("id").last().payload.encode())
    assert (told.event, told.actor) == (AuditEvent.LOG_SEARCHED, officer.person)
    details = {detail.name: detail.value for detail in told.details}
    assert (details["by"], details["count"]) == (("event", "about"), len(found.lines))
    assert caller.id not in OutboxEntry.objects.order_by("id").last().payload


def test_who_may_not_see_the_log_finds_nothing_in_it(office, operator):
    with pytest.raises(AccessDenied):
        search(operator, SECURITY, Criteria(), office.desk.keys, Language.DE, office.now)


def test_another_controllers_log_is_not_looked_into(find, office, other_tenant, caller):
    from rufschutz.core.audit.actions import sequence

    sequence(other_tenant, office.desk.keys, office.log, office.now)
    assert find(about=other_tenant).lines == ()
