"""A request says how it takes effect: by a second person, after 48 hours, or after 72 at the latest."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.console.approvals.sheets import left, sheet
from rufschutz.console.viewer import Viewer
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.requests import request
from rufschutz.domain.approval.proposal import LIVES
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.moments import DAY, Millis

HOUR = DAY // 24


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (3 * DAY, "noch 3 Tage"),
        (2 * DAY - 1, "noch 48 Stunden"),
        (HOUR, "noch 1 Stunde"),
        (1, "noch 1 Stunde"),
        (-1, "noch 0 Stunden"),
    ],
)
def test_how_long_is_left(milliseconds: int, words: str) -> None:
    assert left(Millis(milliseconds), Millis(0)) == words


def shown(owner, name, now):
    viewer = Viewer(owner, "Leitung", "Praxis", "Europe/Berlin")
    return sheet(request(owner, name, now), viewer, now)


@pytest.mark.rule("R44")
def test_who_is_alone_reads_of_48_hours(owner, ask_for) -> None:
    now = Clock().now()
    row = shown(owner, ask_for(), now)
    assert "48 Stunden" in row.next
    assert row.own


@pytest.mark.rule("R44")
def test_what_a_data_subject_asked_for_counts_down_72_hours(owner, ask_for, others) -> None:
    others.user(Role.DEPUTY)
    row = shown(owner, ask_for(Subject.ERASE_ON_REQUEST), Clock().now())
    assert "72 Stunden" in row.next


def test_what_nobody_decided_in_time_has_lapsed_even_before_the_worker_says_so(owner, ask_for, others):
    others.user(Role.DEPUTY)
    name = ask_for()
    row = shown(owner, name, Millis(Clock().now() + LIVES))
    assert (row.state, row.next, row.waiting) == ("nach sieben Tagen verfallen", "", False)


def test_a_redaction_waits_for_the_officer(owner, ask_for, others) -> None:
    row = shown(owner, ask_for(Subject.REDACT_LOG), Clock().now())
    assert row.needs_opinion
    assert "nur mit einer Stellungnahme" in row.next
