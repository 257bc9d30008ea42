"""Whatever is wrong with a file is named with its line and in words of the page's language."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.console.exchange import faults
from rufschutz.domain.consent import imports
from rufschutz.domain.consent.imports import COLUMNS, ImportFault, ImportLine, ImportRefused
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.purposes.purpose import ConsentMode

TODAY = dt.date(2026, 9, 21)
MODES = {
    PurposeId("remind"): ConsentMode.STANDING,
    PurposeId("advertise"): ConsentMode.STANDING,
    PurposeId("record_matter"): ConsentMode.PER_CALL,
}
GOOD = {
    "number": "+493023125042", "purpose": "remind", "channel": "", "product": "",
    "collected_on": "2026-03-01", "source": "Papier", "evidence": "Blatt 12",
}  # fmt: skip
HEAD = ",".join(COLUMNS)


def of_lines(*cells: dict[str, str]) -> tuple[ImportFault, ...]:
    with pytest.raises(ImportRefused) as refused:
        imports.check([ImportLine(at, each) for at, each in enumerate(cells, 2)], MODES, TODAY)
    return refused.value.faults


def of_file(data: bytes) -> tuple[ImportFault, ...]:
    with pytest.raises(ImportRefused) as refused:
        imports.read_lines(data)
    return refused.value.faults


WRONG = {
    "formula": of_lines({**GOOD, "source": "=1+1"}),
    "control": of_lines({**GOOD, "source": "a\x07"}),
    "no source": of_lines({**GOOD, "source": " "}),
    "number": of_lines({**GOOD, "number": "030 23125042"}),
    "unknown purpose": of_lines({**GOOD, "purpose": "else"}),
    "asked in each call": of_lines({**GOOD, "purpose": "record_matter"}),
    "channel": of_lines({**GOOD, "purpose": "advertise", "channel": "pigeon"}),
    "no channel here": of_lines({**GOOD, "channel": "phone"}),
    "no day": of_lines({**GOOD, "collected_on": "neulich"}),
    "to come": of_lines({**GOOD, "collected_on": "2096-01-01"}),
    "back-dated": of_lines({**GOOD, "collected_on": "2001-01-01"}),
    "twice": of_lines(GOOD, GOOD),
    "empty": of_lines(),
    "encoding": of_file(f"{HEAD}\nü".encode("latin-1")),
    "head": of_file(b"a,b\n"),
    "cells": of_file(f"{HEAD}\n1,2\n".encode()),
    "quotes": of_file(f'{HEAD}\n"a"b,2\n'.encode()),
    "large": of_file(b"x" * (imports.MOST_BYTES + 1)),
    "record": tuple(
        ImportFault(2, "number", why)
        for why in (
            "has this consent already",
            "took this consent back after that day",
            "objected to advertising",
            "is so long ago that its rule has ended it: ask anew",
        )
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_every_fault_has_words(kind: str) -> None:
    shown = faults.rows(WRONG[kind])
    assert shown
    assert not [row for row in shown if row.foreign or "%(" in row.why]


def test_the_line_and_the_column_are_named() -> None:
    (row,) = faults.rows(WRONG["number"])
    assert (row.place, row.column) == ("Zeile 2", "number")
    (row,) = faults.rows(WRONG["empty"])
    assert (row.place, row.column) == ("Datei", "")


def test_what_has_no_word_is_shown_as_it_was_said() -> None:
    (row,) = faults.rows([ImportFault(7, "", "went wrong in a new way")])
    assert (row.why, row.foreign) == ("went wrong in a new way", True)


def test_a_page_holds_so_many_and_no_more() -> None:
    assert len(faults.rows([ImportFault(1, "", "is missing")] * 5000)) == faults.SHOWN
