"""A number may be typed instead of written; a reason is one of a few words."""

from __future__ import annotations

import click
import pytest

from rufschutz.cli.clerk import moment, number_of, why
from rufschutz.domain.consent.because import Because


def test_spaces_are_no_part_of_a_number():
    assert number_of("+49 30 23125 001") == "+493023125001"


def test_a_number_may_be_written_as_at_home():
    assert number_of("030 / 231 25-001") == "+493023125001"


@pytest.mark.parametrize("typed", ["12", "", "praxis", "+49", "+49302312500112345"])
def test_part_of_a_number_is_refused(typed):
    with pytest.raises(click.UsageError, match="no complete telephone number"):
        number_of(typed)


def test_a_number_left_out_is_asked_for(monkeypatch):
    monkeypatch.setattr("click.prompt", lambda _: "+493023125001")
    assert number_of(None) == "+493023125001"


def test_reasons_and_moments_in_words():
    assert (why(None), why("proof")) == (None, Because.PROOF)
    assert (moment(None), moment(1_790_000_000_000)) == ("never", "2026-09-21 14:13 UTC")
