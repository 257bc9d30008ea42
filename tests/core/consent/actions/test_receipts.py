"""A receipt is found by code and second factor; wrong, unknown and exhausted have one answer."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions
from rufschutz.core.consent.models import Receipt
from rufschutz.core.consent.second import CalledFrom, Found, OnDay, Unknown
from rufschutz.core.retention.actions import run
from rufschutz.domain.call.facts import ReceiptIssued
from rufschutz.domain.ids import LineId
from rufschutz.domain.moments import DAY, Millis

CODE = "482915537"
DAY_OF_CALL = "2026-09-21"
HOST = "192.0.2.7"
HERE = frozenset({LineId("c" * 32)})


@pytest.fixture
def caller(office):
    """A call with a message, whose caller was given a receipt."""
    caller = office.call()
    caller.start().yes().record().speak().keep()
    caller.tell(ReceiptIssued(caller.head(), CODE)).end("yes_and_recorded")
    office.take()
    office.archive()
    return caller


def ask(office, code=CODE, second=None, *, at=0, tenant=None, origin=HOST):
    second = second or OnDay(DAY_OF_CALL, HERE)
    return actions.find(office.desk.keys, code, second, Millis(office.now + at), origin, tenant)


@pytest.mark.rule("R11")
@pytest.mark.parametrize("code", [CODE, "482 915 537", "482-915-537"])
def test_code_day_and_line_find_the_call(office, caller, code):
    found = ask(office, code)
    assert isinstance(found, Found)
    assert (found.call, found.tenant) == (caller.id, office.tenant)


def test_so_do_code_and_the_number_called_from_and_the_line(office, caller, line):
    assert isinstance(ask(office, second=CalledFrom(caller.number)), Found)
    assert isinstance(ask(office, second=OnDay(DAY_OF_CALL, frozenset({line, LineId("9" * 32)}))), Found)


@pytest.mark.parametrize(
    ("code", "second"),
    [
        ("482915538", OnDay(DAY_OF_CALL, HERE)),
        ("", OnDay(DAY_OF_CALL, HERE)),
        ("eins", OnDay(DAY_OF_CALL, HERE)),
        (CODE, OnDay("2026-09-22", HERE)),
        (CODE, OnDay("", HERE)),
        (CODE, OnDay("ü", HERE)),
        (CODE, OnDay(DAY_OF_CALL, frozenset())),
        (CODE, OnDay(DAY_OF_CALL, frozenset({LineId("9" * 32)}))),
        (CODE, CalledFrom("+493023125099")),
        (CODE, CalledFrom("")),
    ],
)
@pytest.mark.usefixtures("caller")
def test_everything_else_has_the_one_answer(office, code, second):
    assert ask(office, code, second) == Unknown()


@pytest.mark.usefixtures("caller")
def test_after_five_wrong_ones_the_right_one_has_that_answer_too(office):
    assert [ask(office, "482915538") for _ in range(5)] == [Unknown()] * 5
    assert ask(office) == Unknown()
    assert isinstance(ask(office, at=3_600_000), Found)


@pytest.mark.usefixtures("caller")
def test_right_ones_use_nothing_up(office):
    assert all(isinstance(ask(office), Found) for _ in range(12))


@pytest.mark.usefixtures("caller")
def test_a_known_code_with_a_wrong_day_costs_what_an_unknown_one_costs(office):
    ask(office, "222222222", origin="192.0.2.1")
    costs = []
    for code in (CODE, "111111111"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert ask(office, code, OnDay("2020-01-01", HERE), origin=code) == Unknown()
        costs.append([query["sql"].split()[0] for query in queries])
    assert sorted(costs[0]) == sorted(costs[1])


@pytest.mark.usefixtures("caller", "scope")
def test_the_code_is_kept_as_an_index_and_both_outcomes_are_logged(office):
    row = Receipt.objects.get()
    assert CODE not in " ".join(str(value) for value in vars(row).values())
    ask(office)
    ask(office, "1")
    events = list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))
    assert events[-2:] == ["consent:receipt:used", "consent:receipt:guessed"]


@pytest.mark.usefixtures("caller")
def test_a_controller_finds_its_own_receipts_only(office, other_tenant):
    assert ask(office, tenant=other_tenant) == Unknown()
    assert isinstance(ask(office), Found)


@pytest.mark.usefixtures("caller")
def test_it_ends_thirty_days_after_the_last_thing_it_shows(office):
    gone = Millis(office.now + 40 * DAY)
    run([office.tenant], office.place, gone)
    assert isinstance(ask(office, at=41 * DAY), Found)
    with tenant_scope(office.tenant):
        assert Receipt.objects.get().gone_at == gone
    assert ask(office, at=72 * DAY) == Unknown()
    run([office.tenant], office.place, Millis(office.now + 72 * DAY))
    with tenant_scope(office.tenant):
        assert not Receipt.objects.exists()
