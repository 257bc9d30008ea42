from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.numbers import e164


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("+493023125047", "+493023125047"),
        ("00493023125047", "+493023125047"),
        ("030 23125-047", "+493023125047"),
        ("(030) 23125/047", "+493023125047"),
        ("030 23125–047", "+493023125047"),
    ],
)
def test_what_is_sent_or_typed_becomes_one_form(sent, number):
    assert e164(sent) == number


@pytest.mark.parametrize(
    "sent", ["", "12", "anna", "anonymous", "+", "+49abc", "493023125047", "+" + "1" * 16, "+4930"]
)
def test_what_cannot_be_called_back_is_no_number(sent):
    assert e164(sent) is None


def test_the_country_of_the_line_completes_a_national_number():
    assert e164("01 23456789", country="43") == "+43123456789"


@given(st.text())
def test_whatever_is_sent_the_answer_is_a_number_or_none(sent):
    number = e164(sent)
    assert number is None or (number[0] == "+" and number[1:].isdecimal())
