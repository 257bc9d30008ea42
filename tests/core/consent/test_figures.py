"""The report of a week equals what was counted by hand; small groups and persons are not in it."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.figures import figures
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import RefusedBy
from rufschutz.domain.consent.quotas import Spread
from rufschutz.domain.moments import DAY, Millis


def week(office, yes, no, gone=0, left=0, matters=None):
    number = 0
    for count, write in ((yes, _yes), (no, _no(matters)), (gone, _gone), (left, _left)):
        for _ in range(count):
            number += 1
            write(office.call(str(number), office.now + number * 10_000), number)
    office.take()


def _yes(caller, _):
    caller.start().yes().ask_back().end("yes_nothing_said")


def _no(matters):
    def write(caller, number):
        caller.start().no()
        if matters is None or number % matters == 0:
            caller.ask_back()
        caller.end("refused")

    return write


def _gone(caller, _):
    caller.start().no(RefusedBy.HUNG_UP).end("refused")


def _left(caller, _):
    caller.start().end("hung_up_in_notice")


def of(office, owner):
    return figures(owner, Millis(office.now + DAY))


@pytest.mark.rule("R25")
def test_seconds_answers_and_drop_offs_of_each_question(office, owner):
    week(office, yes=20, no=10, gone=10, left=10)
    found = of(office, owner)
    assert (found.calls, found.left_in_notice) == (50, 200)
    assert found.seconds == Spread(20, 1100, 1100)
    heard = {question.version: question.shares for question in found.questions}
    assert (heard["1" * 12].asked, heard["1" * 12].yes) == (20, 1000)
    assert (heard[""].asked, heard[""].no, heard[""].hung_up) == (20, 500, 500)


@pytest.mark.rule("R115")
def test_equal_service_after_no(office, owner):
    week(office, yes=10, no=20, matters=2)
    service = of(office, owner).service
    assert (service.after_yes, service.after_no, service.ratio, service.equal) == (1000, 500, 500, False)


def test_a_few_calls_tell_nothing(office, owner):
    week(office, yes=9, no=0)
    found = of(office, owner)
    assert (found.left_in_notice, found.seconds, found.service) == (None, None, None)
    assert [question.shares for question in found.questions] == [None]


def test_an_empty_week_and_an_older_one_count_nothing(office, owner):
    assert of(office, owner).calls == 0
    week(office, yes=10, no=0)
    assert figures(owner, Millis(office.now + 9 * DAY)).calls == 0
    assert figures(owner, Millis(office.now + DAY), Millis(office.now + DAY)).calls == 0


def test_who_has_no_figures_to_see(office, operator):
    with pytest.raises(AccessDenied):
        figures(operator, office.now)
