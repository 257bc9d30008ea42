"""No incident is settled without a word."""

from __future__ import annotations

import pytest

from rufschutz.domain.completeness.incident import IncidentKind, NoWordsError, require_words


def test_who_settles_one_says_what_it_was():
    assert require_words("  Die Platte war voll.  ") == "Die Platte war voll."


@pytest.mark.parametrize("words", ["", "   ", "erledigt", " ok ok ok "])
def test_a_shrug_is_not_enough(words):
    with pytest.raises(NoWordsError):
        require_words(words)


def test_a_kind_s_name_fits_its_column():
    assert max(len(kind.value) for kind in IncidentKind) <= 48
