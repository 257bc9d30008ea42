"""The gate, rule by rule, and then under any order of events."""

from __future__ import annotations

import pytest

from rufschutz.domain.consent.gate import (
    LONGEST_PRESS,
    AnswerTooEarly,
    ConsentDenied,
    ConsentGate,
    GateClosed,
    QuestionNotHeard,
)

OPENS = 300


@pytest.fixture
def gate():
    return ConsentGate("tenant", "call", OPENS)


@pytest.fixture
def heard(gate):
    gate.ask("purpose", 1)
    gate.played(1, 1_000, completed=True, alive=True)
    return gate


@pytest.mark.rule("R12")
def test_a_yes_to_a_heard_question_becomes_a_grant_once_it_is_durable(heard):
    question = heard.yes(1_300, "consent")
    assert (question.purpose, question.playback, question.ended_at) == ("purpose", 1, 1_000)
    grant = heard.stored("consent")
    assert grant.alive
    assert grant.purpose == "purpose"


@pytest.mark.rule("R15")
def test_a_key_of_unknown_start_counts_only_when_it_cannot_have_begun_before_the_window(heard):
    for told_at in (None, 1_000 + OPENS + LONGEST_PRESS - 1):
        with pytest.raises(AnswerTooEarly):
            heard.yes(None, "consent", told_at=told_at)
    assert heard.yes(None, "consent", told_at=1_000 + OPENS + LONGEST_PRESS)


def test_a_known_start_counts_whenever_it_is_told_of(heard):
    assert heard.yes(1_000 + OPENS, "consent", told_at=1_000 + OPENS)


@pytest.mark.rule("R12")
def test_nothing_asked_nothing_granted(gate):
    with pytest.raises(QuestionNotHeard):
        gate.yes(10_000, "consent")
    assert gate.stored("consent") is None


@pytest.mark.parametrize(("completed", "alive"), [(True, False), (False, True), (False, False)])
@pytest.mark.rule("R15")
def test_a_question_cut_or_played_to_nobody_was_not_heard(gate, completed, alive):
    gate.ask("purpose", 1)
    gate.played(1, 1_000, completed=completed, alive=alive)
    with pytest.raises(QuestionNotHeard):
        gate.yes(9_000, "consent")


@pytest.mark.rule("R15")
def test_while_a_question_plays_there_is_no_yes(gate):
    gate.ask("purpose", 1)
    gate.played(2, 1_000, completed=True, alive=True)
    with pytest.raises(QuestionNotHeard):
        gate.yes(9_000, "consent")


@pytest.mark.parametrize(("after", "counts"), [(-1, False), (0, False), (299, False), (300, True)])
@pytest.mark.rule("R15")
def test_the_window_opens_300_ms_after_the_end(heard, after, counts):
    if counts:
        heard.yes(1_000 + after, "consent")
    else:
        with pytest.raises(AnswerTooEarly):
            heard.yes(1_000 + after, "consent")


@pytest.mark.rule("R15")
def test_a_new_question_makes_the_old_one_unheard(heard):
    heard.ask("purpose", 2)
    assert heard.heard is None
    with pytest.raises(QuestionNotHeard):
        heard.yes(9_000, "consent")


@pytest.mark.rule("R16")
def test_a_yes_counts_for_the_purpose_of_the_last_question_alone(heard):
    heard.ask("another", 2)
    heard.played(2, 2_000, completed=True, alive=True)
    heard.yes(3_000, "consent")
    assert heard.stored("consent").purpose == "another"


@pytest.mark.rule("R16")
def test_a_question_is_answered_once(heard):
    heard.yes(2_000, "first")
    with pytest.raises(QuestionNotHeard):
        heard.yes(2_000, "second")
    assert heard.stored("second") is None
    assert heard.stored("first") is not None
    assert heard.stored("first") is None


def test_what_stands_or_is_being_stored_is_not_asked_again(heard):
    heard.yes(2_000, "consent")
    with pytest.raises(GateClosed):
        heard.ask("purpose", 2)
    heard.stored("consent")
    with pytest.raises(GateClosed):
        heard.ask("purpose", 2)
    heard.end()
    heard.ask("purpose", 2)


@pytest.fixture
def agree(gate):
    """Have a question asked, heard and answered with yes, and the yes stored; return the grant."""

    def agreed(purpose, at, *, standing=False):
        gate.ask(purpose, at, standing=standing)
        gate.played(at, at, completed=True, alive=True)
        gate.yes(at + OPENS, f"consent to {purpose}")
        return gate.stored(f"consent to {purpose}")

    return agreed


@pytest.mark.rule("R16")
def test_each_purpose_has_its_own_question_its_own_yes_and_its_own_grant(agree):
    first, second = agree("a", 1_000), agree("b", 2_000)
    assert (first.purpose, first.consent) == ("a", "consent to a")
    assert (second.purpose, second.consent) == ("b", "consent to b")
    assert first.alive
    assert second.alive


@pytest.mark.rule("R16")
def test_a_yes_to_one_purpose_is_none_to_another_that_was_asked_before(gate):
    gate.ask("a", 1)
    gate.played(1, 1_000, completed=True, alive=True)
    gate.ask("b", 2)
    gate.played(2, 2_000, completed=True, alive=True)
    gate.yes(3_000, "consent")
    with pytest.raises(QuestionNotHeard):
        gate.yes(3_000, "a second yes")
    assert gate.stored("consent").purpose == "b"
    gate.ask("a", 3)


@pytest.mark.rule("R17")
def test_withdrawing_one_purpose_leaves_the_others_alive(gate, agree):
    grants = {purpose: agree(purpose, at) for purpose, at in (("a", 1_000), ("b", 2_000), ("c", 3_000))}
    gate.end("b")
    assert {purpose for purpose, grant in grants.items() if grant.alive} == {"a", "c"}
    gate.ask("b", 4)
    with pytest.raises(GateClosed):
        gate.ask("a", 5)
    gate.end()
    assert not any(grant.alive for grant in grants.values())


def test_ending_one_purpose_leaves_the_question_and_the_waiting_yes_of_another(gate, agree):
    agree("a", 1_000)
    gate.ask("b", 2)
    gate.played(2, 2_000, completed=True, alive=True)
    gate.end("a")
    gate.yes(3_000, "consent")
    gate.end("c")
    assert gate.stored("consent").purpose == "b"


@pytest.mark.rule("R12")
def test_ending_a_purpose_forgets_its_own_question_and_its_waiting_yes(gate, heard):
    heard.remind(2)
    heard.end("purpose")
    with pytest.raises(QuestionNotHeard):
        heard.yes(9_000, "consent")
    heard.ask("purpose", 3)
    heard.end("purpose")
    heard.played(3, 10_000, completed=True, alive=True)
    assert heard.heard is None
    heard.ask("purpose", 4)
    heard.played(4, 11_000, completed=True, alive=True)
    heard.yes(12_000, "consent")
    heard.end("purpose")
    assert heard.stored("consent") is None


@pytest.mark.rule("R16")
def test_two_yeses_may_be_on_their_way_to_the_disk_and_arrive_in_any_order(gate):
    for at, purpose in ((1_000, "a"), (2_000, "b")):
        gate.ask(purpose, at)
        gate.played(at, at, completed=True, alive=True)
        gate.yes(at + OPENS, purpose)
    assert gate.stored("b").purpose == "b"
    assert gate.stored("a").purpose == "a"


@pytest.mark.rule("R24")
def test_a_standing_consent_makes_no_grant(gate, agree):
    assert agree("reminders", 1_000, standing=True) is None
    gate.ask("reminders", 2, standing=True)


def test_a_reminder_cannot_stand_for_the_question(gate):
    with pytest.raises(QuestionNotHeard):
        gate.remind(1)


@pytest.mark.rule("R15")
def test_a_reminder_closes_the_window_until_it_is_over(heard):
    heard.remind(2)
    with pytest.raises(QuestionNotHeard):
        heard.yes(5_000, "consent")
    heard.played(2, 5_000, completed=True, alive=True)
    with pytest.raises(AnswerTooEarly):
        heard.yes(5_299, "consent")
    assert heard.yes(5_300, "consent").ended_at == 1_000


@pytest.mark.rule("R15")
def test_a_reminder_played_to_nobody_takes_the_question_with_it(heard):
    heard.remind(2)
    heard.played(2, 5_000, completed=True, alive=False)
    with pytest.raises(QuestionNotHeard):
        heard.yes(9_000, "consent")


@pytest.mark.parametrize("how", ["end", "close"])
@pytest.mark.rule("R17")
def test_the_end_kills_the_grant(heard, how):
    heard.yes(2_000, "consent")
    grant = heard.stored("consent")
    getattr(heard, how)()
    assert not grant.alive


@pytest.mark.parametrize("how", ["end", "close"])
@pytest.mark.rule("R12")
def test_the_end_forgets_a_consent_that_is_still_being_stored(heard, how):
    heard.yes(2_000, "consent")
    getattr(heard, how)()
    assert heard.stored("consent") is None


def test_after_the_call_nothing_is_asked(gate):
    gate.close()
    with pytest.raises(GateClosed) as refused:
        gate.ask("purpose", 1)
    assert isinstance(refused.value, ConsentDenied)
    assert refused.value.advice
