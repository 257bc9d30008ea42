"""Every course that a hold can take, by moments alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import (
    LETTERS,
    LONGEST,
    PROVISIONAL,
    Ground,
    Kind,
    State,
    confirmed,
    placed,
    released,
    renewed,
    require_end,
    require_released,
    require_restriction,
    with_time,
)
from rufschutz.domain.moments import DAY, Millis

NOW = Millis(1_790_000_000_000)
WHOLE = Ground(
    Kind.LEGAL_HOLD,
    "Streit",
    Millis(NOW + 300 * DAY),
    opponent="Gegner",
    claim="Forderung",
    counsel="Kanzlei",
    article="§ 257 HGB",
    told=True,
)


def of(kind: Kind, **said) -> Ground:
    return replace(WHOLE, kind=kind, ends_at=Millis(NOW + 30 * DAY), **said)


@pytest.mark.rule("R51")
@pytest.mark.parametrize("kind", list(Kind))
def test_a_restriction_needs_one_person_and_a_hold_a_second_one(kind):
    alone = kind is Kind.RESTRICTION
    hold = placed(of(kind), NOW)
    assert hold.state is (State.CONFIRMED if alone else State.PROVISIONAL)
    assert hold.lapses_at == (None if alone else NOW + PROVISIONAL)


@pytest.mark.rule("R51")
@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.LEGAL_HOLD, "opponent"),
        (Kind.LEGAL_HOLD, "claim"),
        (Kind.LEGAL_HOLD, "counsel"),
        (Kind.LEGAL_DUTY, "article"),
        *((kind, "reason") for kind in Kind),
    ],
)
def test_a_hold_says_what_it_is_needed_for(kind, missing):
    with pytest.raises(errors.NoGroundError):
        placed(of(kind, **{missing: " "}), NOW)


def test_what_nobody_can_read_is_no_reason():
    with pytest.raises(errors.NoGroundError):
        placed(of(Kind.RESTRICTION, reason="x" * (LETTERS + 1)), NOW)


@pytest.mark.rule("R51")
@pytest.mark.parametrize("kind", list(Kind))
def test_the_caller_is_told_or_the_reason_why_not_is_kept(kind):
    with pytest.raises(errors.NotToldError):
        placed(of(kind, told=False), NOW)
    placed(of(kind, told=False, untold="Es vereitelte den Anspruch."), NOW)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_end_is_in_the_future_and_not_too_far(kind):
    require_end(kind, Millis(NOW + LONGEST[kind]), NOW)
    for wrong in (NOW, NOW - 1, NOW + LONGEST[kind] + 1):
        with pytest.raises(errors.EndDateError):
            require_end(kind, Millis(wrong), NOW)


@pytest.mark.rule("R51")
def test_an_unconfirmed_hold_lapses_after_seven_days_and_a_confirmed_one_does_not():
    hold = placed(WHOLE, NOW)
    assert with_time(hold, Millis(NOW + PROVISIONAL - 1)) == hold
    assert with_time(hold, Millis(NOW + PROVISIONAL)).state is State.LAPSED
    assert with_time(hold, NOW, waiting=False).state is State.LAPSED
    firm = confirmed(hold, NOW)
    assert with_time(firm, Millis(NOW + PROVISIONAL), waiting=False) == firm
    assert with_time(firm, Millis(firm.ends_at - 1)) == firm
    assert with_time(firm, firm.ends_at).state is State.EXPIRED


def test_what_lapsed_is_not_confirmed_any_more():
    hold = placed(WHOLE, NOW)
    with pytest.raises(errors.EndedError):
        confirmed(hold, Millis(NOW + PROVISIONAL))
    with pytest.raises(errors.EndedError):
        confirmed(with_time(hold, NOW, waiting=False), NOW)
    short = placed(replace(WHOLE, ends_at=Millis(NOW + DAY)), NOW)
    with pytest.raises(errors.EndedError):
        confirmed(short, Millis(NOW + DAY))
    assert with_time(short, Millis(NOW + DAY)).state is State.LAPSED


def test_a_hold_is_renewed_before_it_ends_to_a_later_day_within_its_limit():
    firm = confirmed(placed(WHOLE, NOW), NOW)
    later = Millis(NOW + 100 * DAY)
    assert renewed(firm, Millis(later + 366 * DAY), later).ends_at == later + 366 * DAY
    for at, end in ((later, later + 367 * DAY), (NOW, firm.ends_at), (NOW, NOW + DAY)):
        with pytest.raises(errors.EndDateError):
            renewed(firm, Millis(end), Millis(at))
    with pytest.raises(errors.EndedError):
        renewed(firm, Millis(firm.ends_at + DAY), firm.ends_at)
    with pytest.raises(errors.NotConfirmedError):
        renewed(placed(WHOLE, NOW), Millis(NOW + 301 * DAY), NOW)


def test_a_restriction_is_lifted_and_a_hold_released():
    hold = confirmed(placed(WHOLE, NOW), NOW)
    lock = placed(of(Kind.RESTRICTION), NOW)
    assert released(hold, NOW).state is State.RELEASED
    assert released(lock, NOW).state is State.LIFTING
    assert with_time(lock, lock.ends_at).state is State.LIFTING
    require_released(hold)
    require_restriction(lock)
    with pytest.raises(errors.OtherWayError):
        require_released(lock)
    with pytest.raises(errors.OtherWayError):
        require_restriction(hold)


@pytest.mark.parametrize("state", [State.LIFTING, State.RELEASED, State.LAPSED, State.EXPIRED])
def test_what_is_over_stays_over(state):
    over = replace(placed(WHOLE, NOW), state=state)
    assert with_time(over, Millis(NOW + 4000 * DAY)) == over
    for act in (lambda: released(over, NOW), lambda: confirmed(over, NOW)):
        with pytest.raises(errors.EndedError):
            act()
