"""Whatever comes in whatever order, a grant has its own question, heard and answered with yes."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rufschutz.domain.consent.gate import (
    ConsentDenied,
    ConsentGate,
    GateClosed,
    QuestionNotHeard,
)

OPENS = 300


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order: what the gate grants was asked, heard, answered and stored.

    The model keeps its own book and knows nothing of the gate's inside. ``s`` is standing.
    """

    PURPOSES = ("a", "b", "s")

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
        self.grants: list = []
        self.may_live: set[str] = set()
        self.over = False

    def tick(self, ms: int) -> int:
        self.now += ms
        return self.now

    @rule(purpose=st.sampled_from(PURPOSES))
    def ask(self, purpose):
        self.playbacks += 1
        open_to_it = not self.over and purpose not in self.may_live | set(self.answered.values())
        try:
            self.gate.ask(purpose, self.playbacks, standing=purpose == "s")
        except GateClosed:
            assert not open_to_it
            return
        assert open_to_it
        self.full[self.playbacks] = purpose
        self.asked_last, self.heard, self.quiet_since = self.playbacks, None, None

    @rule(purpose=st.sampled_from(PURPOSES), completed=st.booleans(), alive=st.booleans())
    def ask_to_the_end(self, purpose, completed, alive):
        self.ask(purpose)
        self.played(1_000, completed=completed, alive=alive, late=0)

    @rule()
    def say_yes_in_time(self):
        self.yes(1_000, held=0)

    @rule(purpose=st.sampled_from(PURPOSES))
    def agree(self, purpose):
        self.ask(purpose)
        self.played(1_000, completed=True, alive=True, late=0)
        self.yes(1_000, held=0)
        self.stored(own=True, newest=True)

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
        self.answered[fact] = self.heard
        self.heard = None

    @rule(own=st.booleans(), newest=st.booleans())
    def stored(self, own, newest):
        waiting = list(self.answered) if own else []
        fact = waiting[-1 if newest else 0] if waiting else "another"
        grant = self.gate.stored(fact)
        purpose = self.answered.pop(fact, None)
        if purpose in {None, "s"}:
            assert grant is None
            return
        assert (grant.consent, grant.purpose) == (fact, purpose)
        assert not any(earlier.alive and earlier.purpose == purpose for earlier in self.grants)
        self.grants.append(grant)
        self.may_live.add(purpose)

    @precondition(lambda self: self.grants or self.answered or self.heard)
    @rule()
    def end(self):
        self.gate.end()
        self._forget()

    @precondition(lambda self: self.grants or self.answered or self.heard)
    @rule(purpose=st.sampled_from(PURPOSES))
    def end_one(self, purpose):
        self.gate.end(purpose)
        self.may_live.discard(purpose)
        self.answered = {fact: agreed for fact, agreed in self.answered.items() if agreed != purpose}
        if purpose in {self.heard, self.full.get(self.asked_last)}:
            self.heard = self.asked_last = None

    @precondition(lambda self: self.playbacks > 3)
    @rule()
    def close(self):
        self.gate.close()
        self.over = True
        self._forget()

    def _forget(self):
        self.may_live, self.answered = set(), {}
        self.heard = self.asked_last = None

    @invariant()
    def what_lives_is_what_may_and_never_twice(self):
        living = sorted(grant.purpose for grant in self.grants if grant.alive)
        assert living == sorted(self.may_live)


TestAnyOrder = pytest.mark.rule("R16")(pytest.mark.rule("R12")(AnyOrder.TestCase))
TestAnyOrder.settings = settings(max_examples=250, stateful_step_count=30, deadline=None)
