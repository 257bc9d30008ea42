"""Every kind, state and refusal has its words."""

from __future__ import annotations

import pytest

from rufschutz.console.holds.words import KINDS, REFUSALS, STATES, told
from rufschutz.domain.approval.errors import SamePersonError
from rufschutz.domain.hold.errors import HoldError
from rufschutz.domain.hold.hold import Kind, State


def test_every_kind_and_state_has_a_name():
    assert set(KINDS) == set(Kind)
    assert set(STATES) == set(State)


@pytest.mark.parametrize("kind", HoldError.__subclasses__())
def test_every_refusal_has_its_sentence(kind):
    assert kind in REFUSALS
    assert told(kind("x")) == (str(REFUSALS[kind]),)


def test_what_approvals_refuse_is_told_in_their_words():
    assert "zweite Person" in told(SamePersonError("x"))[0]
