"""A number may be typed instead of written; a reason is one of a few words."""

from __future__ import annotations

from rufschutz.cli.clerk import moment, number_of, why
from rufschutz.domain.consent.because import Because


def test_spaces_are_no_part_of_a_number():
    assert number_of("+49 30 23125 001") == "+493023125001"


def test_a_number_left_out_is_asked_for(monkeypatch):
    monkeypatch.setattr("click.prompt", lambda _: "+493023125001")
    assert number_of(None) == "+493023125001"


def test_reasons_and_moments_in_words():
    assert (why(None), why("proof")) == (None, Because.PROOF)
    assert (moment(None), moment(1_790_000_000_000)) == ("never", "2026-09-21 14:13 UTC")
