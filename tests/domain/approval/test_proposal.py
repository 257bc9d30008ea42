"""Every course that a proposal can take, and what none of them may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import pytest

from rufschutz.domain.access.request import Role
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Opinion, Verdict
from rufschutz.domain.approval.proposal import (
    BY_TIME,
    FRESH,
    LIVES,
    WAITS,
    Hand,
    Proposal,
    State,
    Way,
    approve,
    over,
    overtake,
    reject,
    require_client,
    take_back,
    way_for,
    with_time,
)
from rufschutz.domain.approval.subject import SUBJECT_WAITS, Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis

ANNA, BERT, DORA, OTTO = (PersonId(name) for name in ("anna", "bert", "dora", "otto"))
START = Millis(1_790_000_000_000)
OPINION = Opinion(OTTO, Verdict.OBJECT, "Zu lang.", "hash", START)


def proposal(way: Way = Way.FOUR_EYES, *, loosens: bool = False) -> Proposal:
    return Proposal(ANNA, "hash", START, way, loosens)


def hand(person: PersonId = BERT, role: Role = Role.OWNER, *, officer: bool = False, at: int = START) -> Hand:
    return Hand(person, role, officer, Millis(at))


def test_another_owner_or_the_deputy_lets_it_take_effect() -> None:
    for second in (hand(BERT), hand(DORA, Role.DEPUTY)):
        done = approve(proposal(), second, "hash", (), Millis(START + 60_000))
        assert (done.state, done.decided_by) == (State.IN_FORCE, second.person)


@pytest.mark.rule("R82")
@pytest.mark.parametrize(
    ("who", "why"),
    [
        (hand(ANNA), errors.SamePersonError),
        (hand(ANNA, Role.DEPUTY), errors.SamePersonError),  # the same person with another account
        (hand(OTTO, Role.DATA_PROTECTION_OFFICER), errors.OfficerDecidesError),
        (hand(OTTO, Role.OWNER, officer=True), errors.OfficerDecidesError),
        (hand(BERT, Role.AGENT), errors.NoSecondError),
        (hand(BERT, Role.OPERATOR), errors.NoSecondError),
        (hand(at=START - FRESH), errors.StaleSignInError),
        (hand(at=START + 60_000), errors.StaleSignInError),
    ],
)
def test_whose_word_does_not_count(who: Hand, why: type[errors.ApprovalError]) -> None:
    with pytest.raises(why) as refused:
        approve(proposal(), who, "hash", (), Millis(START + 1))
    assert refused.value.advice


def test_what_was_shown_is_what_counts() -> None:
    with pytest.raises(errors.ChangedError):
        approve(proposal(), hand(), "other", (), START)


def test_a_sign_in_counts_for_five_minutes_to_the_millisecond() -> None:
    assert approve(proposal(), hand(), "hash", (), Millis(START + FRESH)).state is State.IN_FORCE
    with pytest.raises(errors.StaleSignInError):
        approve(proposal(), hand(), "hash", (), Millis(START + FRESH + 1))


@pytest.mark.rule("R82")
def test_a_loosening_waits_for_the_officers_opinion_and_an_objection_is_one() -> None:
    with pytest.raises(errors.NoOpinionError):
        approve(proposal(loosens=True), hand(), "hash", (), START)
    stale = replace(OPINION, sha256="of another document")
    with pytest.raises(errors.NoOpinionError):
        approve(proposal(loosens=True), hand(), "hash", (stale,), START)
    assert approve(proposal(loosens=True), hand(), "hash", (OPINION,), START).state is State.IN_FORCE


def test_who_is_alone_waits_48_hours_and_can_take_it_back_until_then() -> None:
    alone = proposal(Way.DELAY)
    assert with_time(alone, (), Millis(START + WAITS - 1)) == alone
    assert with_time(alone, (), Millis(START + WAITS)).state is State.IN_FORCE
    back = take_back(alone, ANNA, Millis(START + WAITS - 1))
    assert with_time(back, (), Millis(START + WAITS)).state is State.TAKEN_BACK


def test_only_who_made_it_takes_it_back_and_only_a_second_person_rejects_it() -> None:
    with pytest.raises(errors.NotYoursError):
        take_back(proposal(), BERT, START)
    with pytest.raises(errors.SamePersonError):
        reject(proposal(), hand(ANNA), START)
    assert reject(proposal(), hand(), START).state is State.REJECTED


def test_what_nobody_decides_is_void_after_seven_days() -> None:
    end = Millis(START + LIVES)
    assert with_time(proposal(), (), Millis(end - 1)).state is State.WAITING
    assert with_time(proposal(), (), end).state is State.EXPIRED
    with pytest.raises(errors.NotWaitingError):
        approve(proposal(), hand(at=end), "hash", (), end)


@pytest.mark.rule("R44")
def test_what_a_data_subject_asked_for_never_ends_by_time_but_takes_effect() -> None:
    asked = proposal(way=Way.DEADLINE)
    late = Millis(START + 400 * DAY)
    assert not over(asked, late)
    assert with_time(asked, (), late).state is State.IN_FORCE
    assert over(proposal(), late)


def test_what_is_over_is_void_by_its_time_whatever_took_effect_since() -> None:
    assert overtake(proposal(), Millis(START + LIVES)).state is State.EXPIRED


def test_what_was_compared_with_a_policy_that_is_no_more_is_void() -> None:
    assert overtake(proposal(), START).state is State.OVERTAKEN


def test_two_persons_where_there_are_two() -> None:
    assert way_for(Subject.POLICY, ANNA, {ANNA}) is Way.DELAY
    assert way_for(Subject.POLICY, ANNA, ()) is Way.DELAY
    assert way_for(Subject.POLICY, ANNA, {ANNA, DORA}) is Way.FOUR_EYES


@dataclass(frozen=True)
class Course:
    """How far one course of events has come."""

    proposal: Proposal
    now: Millis
    opinions: tuple[Opinion, ...] = ()
    approved_by: Hand | None = None


def _approve(who: Hand, shown: str):
    def step(course: Course) -> Course:
        fresh = replace(who, signed_in_at=Millis(course.now - who.signed_in_at))
        done = approve(course.proposal, fresh, shown, course.opinions, course.now)
        return replace(course, proposal=done, approved_by=fresh)

    return step


def _reject(course: Course) -> Course:
    done = reject(course.proposal, hand(BERT, at=course.now), course.now)
    return replace(course, proposal=done)


def _back(course: Course) -> Course:
    return replace(course, proposal=take_back(course.proposal, ANNA, course.now))


def _overtake(course: Course) -> Course:
    return replace(course, proposal=overtake(course.proposal, course.now))


def _opine(sha256: str):
    def step(course: Course) -> Course:
        return replace(course, opinions=(*course.opinions, replace(OPINION, sha256=sha256)))

    return step


def _wait(length: int):
    def step(course: Course) -> Course:
        now = Millis(course.now + length)
        return replace(course, now=now, proposal=with_time(course.proposal, course.opinions, now))

    return step


STEPS = [
    _approve(hand(BERT, at=0), "hash"),
    _approve(hand(BERT, at=0), "other"),
    _approve(hand(BERT, at=FRESH + 1), "hash"),
    _approve(hand(DORA, Role.DEPUTY, at=FRESH), "hash"),
    _approve(hand(ANNA, at=0), "hash"),
    _approve(hand(OTTO, Role.DATA_PROTECTION_OFFICER, officer=True, at=0), "hash"),
    _approve(hand(OTTO, Role.OWNER, officer=True, at=0), "hash"),
    _approve(hand(BERT, Role.SUPERVISOR, at=0), "hash"),
    _reject,
    _back,
    _overtake,
    _opine("hash"),
    _opine("other"),
    _wait(WAITS),
    _wait(SUBJECT_WAITS),
    _wait(LIVES),
]


def _require_lawful(course: Course) -> None:
    done = course.proposal
    if done.state is State.IN_FORCE:
        assert done.decided_at is not None
        assert done.way is Way.DEADLINE or done.decided_at < done.ends_at
        assert not done.loosens or any(each.sha256 == done.sha256 for each in course.opinions)
        if done.decided_by is None:
            assert done.way is not Way.FOUR_EYES
            assert done.decided_at >= done.at + BY_TIME[done.way]
        else:
            second = course.approved_by
            assert second is not None
            assert second.person in (BERT, DORA)
            assert second.role in (Role.OWNER, Role.DEPUTY)
            assert 0 <= done.decided_at - second.signed_in_at <= FRESH
    if done.state in (State.REJECTED, State.TAKEN_BACK):
        assert done.decided_by is not None


@pytest.mark.rule("R82")
@pytest.mark.parametrize(("way", "loosens"), list(product(Way, (False, True))))
def test_no_course_of_four_events_brings_about_what_may_not_be(way: Way, loosens: bool) -> None:
    courses = {Course(proposal(way, loosens=loosens), START)}
    reached: set[State] = set()
    for _ in range(4):
        after = set()
        for course in courses:
            for step in STEPS:
                try:
                    then = step(course)
                except errors.ApprovalError:
                    continue
                if course.proposal.state is not State.WAITING:
                    assert then.proposal == course.proposal, "what is decided stays decided"
                _require_lawful(then)
                reached.add(then.proposal.state)
                after.add(then)
        courses = after
    assert reached == set(State) - ({State.EXPIRED} if way is Way.DEADLINE else set())


@pytest.mark.rule("R35")
def test_whoever_answers_the_phone_for_a_client_decides_nothing_of_its_policy() -> None:
    foreign = replace(hand(BERT), foreign=True)
    for decide in (
        lambda: approve(proposal(), foreign, "hash", (), START),
        lambda: reject(proposal(), foreign, START),
    ):
        with pytest.raises(errors.ForeignHandError):
            decide()


@pytest.mark.rule("R35")
def test_without_anybody_of_the_client_there_is_nothing_to_wait_for() -> None:
    require_client(ANNA, [ANNA], [])
    require_client(ANNA, [BERT], [ANNA, BERT])
    with pytest.raises(errors.ForeignHandError):
        require_client(ANNA, [], [ANNA, BERT])
    with pytest.raises(errors.ForeignHandError):
        require_client(ANNA, [DORA], [ANNA, BERT])
