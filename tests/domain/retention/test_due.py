from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.ids import KindId, RuleId
from rufschutz.domain.moments import DAY, Millis, Period, from_datetime
from rufschutz.domain.retention.due import (
    Due,
    DueBecause,
    Lifetime,
    NoEndError,
    due,
    promised_until,
    review_due,
    why_due,
)
from rufschutz.domain.retention.rule import DeletionRule, StartType

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: dt.tzinfo = BERLIN) -> Millis:
    return from_datetime(dt.datetime.fromisoformat(text).replace(tzinfo=zone))


RECORDED = at("2026-03-02T10:15:00")
SEVEN = DeletionRule(
    RuleId("recording_matter/P"),
    KindId("recording_matter"),
    StartType.COLLECTED,
    "recorded",
    Period(days=7),
    Period(days=30),
    None,
    "6(1)(a)",
)
THIRTY = replace(SEVEN, period=Period(days=30))
MATTER = replace(
    SEVEN, start=StartType.PROCESS_ENDED, event="matter_closed", period=Period(days=30), cap=Period(days=90)
)
PLEDGE = replace(
    SEVEN,
    start=StartType.RELATIONSHIP_ENDED,
    event="left",
    period=Period(years=3, to_year_end=True),
    cap=None,
    review=Period(months=24),
)


@pytest.mark.rule("R41")
def test_seven_days_end_with_the_seventh_day_in_the_tenants_zone():
    assert due(SEVEN, Lifetime(RECORDED), BERLIN) == at("2026-03-10T00:00:00")
    assert due(SEVEN, Lifetime(RECORDED), dt.UTC) == at("2026-03-10T00:00:00", dt.UTC)


def test_a_rule_from_collection_counts_from_its_event_once_known():
    facts = Lifetime(RECORDED, started=Millis(RECORDED + DAY))
    assert due(SEVEN, facts, BERLIN) == at("2026-03-11T00:00:00")


@pytest.mark.parametrize(
    ("recorded", "end"),
    [
        ("2026-03-27T23:59:59", "2026-04-04T00:00:00"),  # summer time begins on 29 March
        ("2026-03-22T00:30:00", "2026-03-30T00:00:00"),  # last day is the 23-hour day
        ("2026-10-18T12:00:00", "2026-10-26T00:00:00"),  # last day is the 25-hour day
        ("2026-10-25T02:30:00", "2026-11-02T00:00:00"),  # recorded in the hour that comes twice
    ],
)
def test_days_are_calendar_days_across_the_change_of_clocks(recorded, end):
    assert due(SEVEN, Lifetime(at(recorded)), BERLIN) == at(end)


def test_just_before_and_after_midnight_differ_by_a_day():
    before = due(SEVEN, Lifetime(Millis(at("2026-03-03T00:00:00") - 1)), BERLIN)
    after = due(SEVEN, Lifetime(at("2026-03-03T00:00:00")), BERLIN)
    assert after - before == DAY


def test_a_month_ends_early_in_february_and_a_year_end_rule_on_31_december():
    monthly = replace(SEVEN, period=Period(months=1), cap=None)
    assert due(monthly, Lifetime(at("2026-01-31T12:00:00")), BERLIN) == at("2026-03-01T00:00:00")
    proof = replace(SEVEN, period=Period(years=3, to_year_end=True), cap=None)
    assert due(proof, Lifetime(RECORDED), BERLIN) == at("2030-01-01T00:00:00")


@pytest.mark.rule("R98")
def test_lengthening_never_reaches_back():
    promise = promised_until(Period(days=7), RECORDED, BERLIN)
    old = Lifetime(RECORDED, promised_until=promise)
    assert why_due(THIRTY, old, BERLIN) == Due(at("2026-03-10T00:00:00"), DueBecause.PROMISE)


@pytest.mark.rule("R98")
def test_shortening_reaches_back():
    promise = promised_until(Period(days=30), RECORDED, BERLIN)
    old = Lifetime(RECORDED, promised_until=promise)
    assert why_due(SEVEN, old, BERLIN) == Due(at("2026-03-10T00:00:00"), DueBecause.PERIOD)


@pytest.mark.rule("R99")
def test_a_matter_never_closed_is_gone_at_the_cap():
    assert why_due(MATTER, Lifetime(RECORDED), BERLIN) == Due(at("2026-06-01T00:00:00"), DueBecause.CAP)


@pytest.mark.rule("R42")
def test_a_closed_matter_counts_from_its_end_but_never_past_the_cap():
    soon = Lifetime(RECORDED, started=at("2026-03-05T09:00:00"))
    late = Lifetime(RECORDED, started=at("2026-05-20T09:00:00"))
    assert why_due(MATTER, soon, BERLIN) == Due(at("2026-04-05T00:00:00"), DueBecause.PERIOD)
    assert why_due(MATTER, late, BERLIN).because is DueBecause.CAP


@pytest.mark.rule("R99")
def test_an_unanswered_review_starts_the_period():
    facts = Lifetime(RECORDED)
    assert review_due(PLEDGE, facts, BERLIN) == at("2028-03-03T00:00:00")
    assert why_due(PLEDGE, facts, BERLIN) == Due(at("2032-01-01T00:00:00"), DueBecause.REVIEW)


def test_an_answered_review_moves_the_next_one():
    facts = Lifetime(RECORDED, confirmed=at("2028-02-01T09:00:00"))
    assert review_due(PLEDGE, facts, BERLIN) == at("2030-02-02T00:00:00")


def test_nobody_reviews_what_has_ended_or_has_no_review():
    assert review_due(PLEDGE, Lifetime(RECORDED, started=RECORDED), BERLIN) is None
    assert review_due(MATTER, Lifetime(RECORDED), BERLIN) is None
    assert why_due(PLEDGE, Lifetime(RECORDED, started=RECORDED), BERLIN).because is DueBecause.PERIOD


@pytest.mark.rule("R17")
def test_a_withdrawal_is_due_at_once():
    facts = Lifetime(RECORDED, promised_until=Millis(RECORDED + 9 * DAY), withdrawn=Millis(RECORDED + 5))
    assert why_due(SEVEN, facts, BERLIN) == Due(Millis(RECORDED + 5), DueBecause.WITHDRAWN)


def test_no_period_at_all_is_due_when_it_starts():
    now = replace(SEVEN, period=Period(), cap=Period())
    assert due(now, Lifetime(RECORDED), BERLIN) == RECORDED


def test_a_rule_that_never_ends_is_an_error_not_a_date():
    with pytest.raises(NoEndError, match="never ends"):
        due(replace(MATTER, cap=None), Lifetime(RECORDED), BERLIN)


moments = st.integers(0, 4_000_000_000_000).map(Millis)
periods = st.builds(
    Period,
    years=st.integers(0, 5),
    months=st.integers(0, 24),
    days=st.integers(0, 90),
    to_year_end=st.booleans(),
)


@pytest.mark.rule("R98")
@given(collected=moments, promise=moments, period=periods, cap=periods)
def test_nothing_outlives_promise_cap_or_rule(collected, promise, period, cap):
    rule = replace(SEVEN, period=period, cap=cap)
    end = due(rule, Lifetime(collected, promised_until=promise), BERLIN)
    assert end == min(
        promise, promised_until(period, collected, BERLIN), promised_until(cap, collected, BERLIN)
    )


EVENTS = (
    # what starts the period, start type, period, cap, review
    ("recorded", StartType.COLLECTED, "P7D", "P30D", None),
    ("matter_closed", StartType.PROCESS_ENDED, "P30D", "P90D", None),
    ("callback_done", StartType.PROCESS_ENDED, "P1D", "P30D", None),
    ("appointment_past", StartType.PROCESS_ENDED, "P30D", None, "P24M"),
    ("last_contact", StartType.PROCESS_ENDED, "P12M", None, "P12M"),
    ("withdrawn_or_expired", StartType.RELATIONSHIP_ENDED, "P3Y/EOY", None, "P24M"),
    ("contract_ended", StartType.RELATIONSHIP_ENDED, "P3Y/EOY", None, "P24M"),
    ("left", StartType.RELATIONSHIP_ENDED, "P30D", None, "P12M"),
)


def waits_for(event, start, period, cap, review):
    read = [None if text is None else Period.parse(text) for text in (cap, review)]
    return DeletionRule(RuleId(event), KindId(event), start, event, Period.parse(period), *read, "6(1)(b)")


def first_day_gone(rule, life):
    """Let a clock run from collection, day by day, until the thing has to be gone."""
    return next(day for day in range(5_000) if due(rule, life, BERLIN) <= Millis(RECORDED + day * DAY))


@pytest.mark.rule("R42")
@pytest.mark.parametrize("row", EVENTS, ids=[row[0] for row in EVENTS])
def test_the_period_runs_from_the_event_day_by_day(row):
    rule = waits_for(*row)
    happened = Millis(RECORDED + 10 * DAY)
    promised = promised_until(rule.period, happened, BERLIN)
    life = Lifetime(RECORDED, started=happened)
    ends = min(promised, due(replace(rule, review=None), life, BERLIN))
    assert due(rule, life, BERLIN) == ends
    day = first_day_gone(rule, life)
    assert Millis(RECORDED + (day - 1) * DAY) < ends <= Millis(RECORDED + day * DAY)


@pytest.mark.rule("R42")
@pytest.mark.rule("R99")
@pytest.mark.parametrize("row", EVENTS[1:], ids=[row[0] for row in EVENTS[1:]])
def test_an_event_that_never_comes_keeps_nothing_for_ever(row):
    rule = waits_for(*row)
    never = Lifetime(RECORDED)
    day = first_day_gone(rule, never)
    if rule.cap is not None:
        assert Millis(RECORDED + day * DAY) >= promised_until(rule.cap, RECORDED, BERLIN)
    else:
        asked = review_due(rule, never, BERLIN)
        assert asked is not None
        assert due(rule, never, BERLIN) == promised_until(rule.period, asked, BERLIN)
        again = replace(never, confirmed=asked)
        assert first_day_gone(rule, again) > day


@pytest.mark.rule("R42")
def test_each_further_use_starts_the_period_anew():
    rule = waits_for(*EVENTS[4])
    once, again = (Lifetime(RECORDED, started=Millis(RECORDED + days * DAY)) for days in (10, 200))
    assert first_day_gone(rule, again) - first_day_gone(rule, once) == 190
