"""The words for how a call's sound arrived."""

from __future__ import annotations

import pytest

from rufschutz.console.calls.quality import quality_words
from rufschutz.core.calls.queries import SoundQuality
from rufschutz.domain.call.quality import Grade


@pytest.mark.parametrize(
    ("grade", "missing", "jitter", "words"),
    [
        (Grade.GOOD, 4, 6, "gut (0,4 % verloren, 6 ms Schwankung)"),
        (Grade.FAIR, 30, 6, "mäßig (3,0 % verloren, 6 ms Schwankung)"),
        (Grade.BAD, 123, 80, "schlecht (12,3 % verloren, 80 ms Schwankung)"),
        (Grade.UNKNOWN, 0, 0, "kein Ton vom Anrufer"),
    ],
)
def test_the_line_says_how_it_was_and_why(grade, missing, jitter, words):
    assert quality_words(SoundQuality(grade, missing, jitter, None)).words == words


def test_a_bad_one_says_what_to_do_and_a_good_one_nothing():
    notes = {grade: quality_words(SoundQuality(grade, 0, 0, None)).note for grade in Grade}
    assert [grade for grade, note in notes.items() if "Telefonanlage" in note] == [Grade.BAD, Grade.UNKNOWN]
    assert notes[Grade.GOOD] == notes[Grade.FAIR] == ""


def test_what_was_not_measured_has_no_line():
    assert quality_words(None) is None
