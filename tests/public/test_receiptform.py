"""What is typed for a receipt is nine digits and one more thing; whether it fits is not known here."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.receipts import CalledFrom, OnDay
from rufschutz.public.receiptform import read

CODE = {"code": "123 456-789"}


def test_the_number_goes_before_the_day() -> None:
    form = read(CODE | {"number": "030 23125047", "day": "2026-11-23"})
    assert form.faults == {}
    assert form.second() == CalledFrom("+493023125047")
    assert form.code == "123456789"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"code": "12345678", "day": "2026-11-23", "line": "praxis"}, {"code"}),
        ({"code": "١٢٣٤٥٦٧٨٩", "day": "2026-11-23", "line": "praxis"}, {"code"}),
        (CODE, {"day"}),
        (CODE | {"day": "23.11.2026"}, {"day"}),
        (CODE | {"number": "12"}, {"number"}),
    ],
)
def test_what_cannot_be_tried_is_said_at_its_field(typed: dict[str, str], wrong: set[str]) -> None:
    assert set(read(typed).faults) == wrong


def test_with_the_day_goes_the_line_and_an_unknown_one_fits_nothing(stage) -> None:
    known = read(CODE | {"day": "2026-11-23", "line": "Praxis"})
    assert known.second() == OnDay("2026-11-23", frozenset({"c" * 32}))
    assert known.tenant() == "a" * 32
    unknown = read(CODE | {"day": "2026-11-23", "line": "nobody"})
    assert (unknown.second(), unknown.tenant()) == (OnDay("2026-11-23", frozenset()), None)


def test_where_there_is_but_one_line_nobody_has_to_name_it(stage, monkeypatch) -> None:
    alone = read(CODE | {"day": "2026-11-23"})
    assert (alone.faults, alone.second()) == ({}, OnDay("2026-11-23", frozenset({"c" * 32})))
    monkeypatch.setattr("rufschutz.public.receiptform.line_named", lambda _typed: None)
    assert set(read(CODE | {"day": "2026-11-23"}).faults) == {"line"}
