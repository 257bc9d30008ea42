from __future__ import annotations

import pytest

from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Period
from rufschutz.domain.retention.words import WordsError, number_word, spoken_period


@pytest.mark.rule("R02")
@pytest.mark.parametrize(
    ("period", "german", "english"),
    [
        (Period(days=1), "einen Tag", "one day"),
        (Period(days=7), "sieben Tage", "seven days"),
        (Period(days=14), "vierzehn Tage", "fourteen days"),
        (Period(days=30), "dreißig Tage", "thirty days"),
        (Period(days=90), "neunzig Tage", "ninety days"),
        (Period(months=1), "einen Monat", "one month"),
        (Period(months=12), "zwölf Monate", "twelve months"),
        (Period(years=1), "ein Jahr", "one year"),
        (Period(years=5), "fünf Jahre", "five years"),
        (Period(years=1, months=6), "ein Jahr und sechs Monate", "one year and six months"),
        (
            Period(years=3, to_year_end=True),
            "drei Jahre zum Jahresende",
            "three years to the end of the year",
        ),
    ],
)
def test_a_period_is_said_as_a_person_says_it(period, german, english):
    assert spoken_period(period, Language.DE) == german
    assert spoken_period(period, Language.EN) == english


@pytest.mark.parametrize(
    ("number", "german", "english"),
    [
        (0, "null", "zero"),
        (1, "eins", "one"),
        (16, "sechzehn", "sixteen"),
        (17, "siebzehn", "seventeen"),
        (20, "zwanzig", "twenty"),
        (21, "einundzwanzig", "twenty-one"),
        (66, "sechsundsechzig", "sixty-six"),
        (100, "einhundert", "one hundred"),
        (101, "einhunderteins", "one hundred and one"),
        (999, "neunhundertneunundneunzig", "nine hundred and ninety-nine"),
    ],
)
def test_numbers_are_spelled_out(number, german, english):
    assert number_word(number, Language.DE) == german
    assert number_word(number, Language.EN) == english


def test_every_number_has_its_own_words():
    for language in Language:
        assert len({number_word(number, language) for number in range(1000)}) == 1000


@pytest.mark.parametrize("number", [-1, 1000])
def test_other_numbers_are_refused(number):
    with pytest.raises(WordsError, match="not spelled out"):
        number_word(number, Language.DE)


def test_a_period_of_no_length_is_never_announced():
    with pytest.raises(WordsError, match="no length"):
        spoken_period(Period(), Language.DE)
