"""A reason is one of a few words, so that the log can hold it."""

from __future__ import annotations

from rufschutz.domain.consent.because import Because


def test_every_reason_is_a_plain_word():
    assert all(each.value.replace("_", "").isalpha() for each in Because)
