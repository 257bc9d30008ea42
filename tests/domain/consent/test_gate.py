"""The gate, rule by rule, and then under any order of events."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

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


def test_while_a_consent_stands_or_is_stored_nothing_is_asked(heard):
    heard.yes(2_000, "consent")
    with pytest.raises(GateClosed):
        heard.ask("purpose", 2)
    heard.stored("consent")
    with pytest.raises(GateClosed):
        heard.ask("purpose", 2)
    heard.end()
    heard.ask("purpose", 2)


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


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order: what the gate grants was asked, heard, answered and stored.

    The model keeps its own book and knows nothing of the gate's inside.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gate = ConsentGate("tenant", "call", OPENS)
        self.now = 0
        self.playbacks = 0
        self.full: dict[int, str] = {}
        self.asked_last: int | None = None
        self.heard: str | None = None
        self.quiet_since: int | None = None
        self.answered: dict[str, str] = {}
        self.durable: set[str] = set()
        self.grants: list = []
        self.may_live = False
        self.over = False

    def tick(self, ms: int) -> int:
        self.now += ms
        return self.now

    @rule(purpose=st.sampled_from(["a", "b"]))
    def ask(self, purpose):
        self.playbacks += 1
        try:
            self.gate.ask(purpose, self.playbacks)
        except GateClosed:
            assert self.over or self.may_live or self.answered
            return
        assert not self.over
        self.full[self.playbacks] = purpose
        self.asked_last, self.heard, self.quiet_since = self.playbacks, None, None

    @rule(purpose=st.sampled_from(["a", "b"]), completed=st.booleans(), alive=st.booleans())
    def ask_to_the_end(self, purpose, completed, alive):
        self.ask(purpose)
        self.played(1_000, completed=completed, alive=alive, late=0)

    @rule()
    def say_yes_in_time(self):
        self.yes(1_000, held=0)

    @rule()
    def remind(self):
        self.playbacks += 1
        try:
            self.gate.remind(self.playbacks)
        except QuestionNotHeard:
            assert self.heard is None
            return
        self.asked_last, self.quiet_since = self.playbacks, None

    @rule(ms=st.integers(0, 2_000), completed=st.booleans(), alive=st.booleans(), late=st.integers(0, 2))
    def played(self, ms, completed, alive, late):
        at = self.tick(ms)
        playback = self.playbacks - late
        self.gate.played(playback, at, completed=completed, alive=alive)
        if playback != self.asked_last:
            return
        self.asked_last, self.quiet_since = None, at
        if not (completed and alive):
            self.heard = None
        elif playback in self.full:
            self.heard = self.full[playback]

    @rule(ms=st.integers(0, 1_000), held=st.integers(0, 1_000))
    def yes(self, ms, held):
        started = self.tick(ms) - held
        fact = f"fact-{self.now}-{len(self.answered)}-{self.playbacks}-{started}"
        allowed = (
            self.heard is not None and self.quiet_since is not None and started >= self.quiet_since + OPENS
        )
        try:
            question = self.gate.yes(started, fact)
        except ConsentDenied:
            assert not allowed
            return
        assert allowed
        assert question.purpose == self.heard
        self.answered = {fact: self.heard}
        self.heard = None

    @rule(own=st.booleans())
    def stored(self, own):
        fact = next(iter(self.answered), "none") if own else "another"
        grant = self.gate.stored(fact)
        if grant is None:
            assert not (own and self.answered)
            return
        assert own
        assert grant.consent == fact
        assert grant.purpose == self.answered.pop(fact)
        assert not any(earlier.alive for earlier in self.grants)
        self.grants.append(grant)
        self.may_live = True

    @precondition(lambda self: self.grants or self.answered or self.heard)
    @rule()
    def end(self):
        self.gate.end()
        self._forget()

    @precondition(lambda self: self.playbacks > 3)
    @rule()
    def close(self):
        self.gate.close()
        self.over = True
        self._forget()

    def _forget(self):
        self.may_live, self.heard, self.asked_last = False, None, None
        self.answered = {}

    @invariant()
    def at_most_one_lives_and_only_while_it_may(self):
        living = [grant for grant in self.grants if grant.alive]
        assert len(living) == (1 if self.may_live else 0)


TestAnyOrder = pytest.mark.rule("R12")(AnyOrder.TestCase)
TestAnyOrder.settings = settings(max_examples=250, stateful_step_count=30, deadline=None)
