"""The officer asks for a stop, a manager answers within 24 hours, and silence stops nothing."""

from __future__ import annotations

import pytest

from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.stopwish import (
    ANSWER_WITHIN,
    DAYS,
    Answer,
    NoWishError,
    OfficerAnswersError,
    WishError,
    answered,
    taken_back,
    wish,
)

NOW = Millis(1_800_000_000_000)
OFFICER, OTHER_OFFICER, OWNER = PersonId("a" * 32), PersonId("b" * 32), PersonId("c" * 32)


def asked(reason="Aufnahmen ohne Einwilligung", days=3, open_already=False):
    return wish(reason, OFFICER, days, NOW, open_already=open_already)


def by(person, answer=Answer.GRANTED, words="", at=NOW):
    return answered(asked(), answer, person, {OFFICER, OTHER_OFFICER}, words, Millis(at))


@pytest.mark.rule("R84")
def test_it_has_to_be_answered_within_24_hours_and_is_late_from_then_on():
    assert asked().answer_by == NOW + ANSWER_WITHIN == NOW + DAY
    assert not asked().late(Millis(NOW + DAY - 1))
    assert asked().late(Millis(NOW + DAY))
    assert not by(OWNER, at=NOW + DAY - 1).answered_late()
    assert by(OWNER, at=NOW + DAY).answered_late()
    assert not by(OWNER).late(Millis(NOW + 9 * DAY))


def test_one_that_a_clock_running_ahead_dated_is_not_silent_for_ever():
    assert not asked().late(Millis(NOW - DAY))
    assert asked().late(Millis(NOW - DAY - 1))


@pytest.mark.rule("R84")
@pytest.mark.parametrize("person", [OFFICER, OTHER_OFFICER])
@pytest.mark.parametrize("answer", [Answer.GRANTED, Answer.REFUSED])
def test_nobody_who_speaks_for_data_protection_answers_in_whatever_role(person, answer):
    with pytest.raises(OfficerAnswersError):
        by(person, answer, "Nein")


def test_a_refusal_has_its_reason_and_a_grant_needs_none():
    for words in ("", "  ", "x" * 301):
        with pytest.raises(WishError, match="reason"):
            by(OWNER, Answer.REFUSED, words)
    assert by(OWNER, Answer.REFUSED, " Ist geprüft ").words == "Ist geprüft"
    assert by(OWNER, words="egal").words == ""


@pytest.mark.parametrize("days", [0, DAYS + 1])
def test_no_longer_than_a_stop_may_last(days):
    with pytest.raises(WishError, match="one day to 7 days"):
        asked(days=days)
    assert asked(days=2).stop_until(NOW) == NOW + 2 * DAY


@pytest.mark.parametrize("reason", ["", " ", "x" * 301])
def test_it_has_a_reason(reason):
    with pytest.raises(WishError, match="reason"):
        asked(reason)


def test_one_at_a_time_and_each_is_answered_once():
    with pytest.raises(WishError, match="already"):
        asked(open_already=True)
    for done in (by(OWNER), by(OWNER, Answer.REFUSED, "Nein"), taken_back(asked(), OFFICER, NOW)):
        with pytest.raises(NoWishError):
            answered(done, Answer.GRANTED, OWNER, (), "", NOW)
        with pytest.raises(NoWishError):
            taken_back(done, OFFICER, NOW)


def test_only_who_asked_takes_it_back():
    assert taken_back(asked(), OFFICER, NOW).answer is Answer.TAKEN_BACK
    with pytest.raises(WishError, match="who asked"):
        taken_back(asked(), OTHER_OFFICER, NOW)
