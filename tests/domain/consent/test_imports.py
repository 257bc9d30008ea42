"""A file of consents is right in every line, or refused in every line that is wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.domain.consent.imports import COLUMNS, ImportRefused, check, read_lines
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.purposes.purpose import ConsentMode

TODAY = dt.date(2026, 9, 21)
MODES = {
    PurposeId("remind"): ConsentMode.STANDING,
    PurposeId("advertise"): ConsentMode.STANDING,
    PurposeId("record_matter"): ConsentMode.PER_CALL,
}
GOOD = ["+493023125042", "remind", "", "", "2026-03-01", "Aufnahmebogen", "Ordner 3, Blatt 17"]
HEAD = ",".join(COLUMNS)


def table(*rows, head=HEAD, end="\n"):
    return (end.join([head, *(",".join(f'"{cell}"' for cell in row) for row in rows)]) + end).encode()


def with_cell(column, cell):
    return [cell if name == column else kept for name, kept in zip(COLUMNS, GOOD, strict=True)]


def faults_of(data):
    with pytest.raises(ImportRefused) as refused:
        check(read_lines(data), MODES, TODAY)
    return [(fault.line, fault.column) for fault in refused.value.faults]


@pytest.mark.parametrize("data", [table(GOOD), b"\xef\xbb\xbf" + table(GOOD), table(GOOD, end="\r\n")])
def test_a_good_file_is_read(data):
    (found,) = check(read_lines(data), MODES, TODAY)
    assert (found.number, found.purpose, found.collected_on) == (GOOD[0], "remind", dt.date(2026, 3, 1))
    assert (found.source, found.evidence, found.line) == ("Aufnahmebogen", "Ordner 3, Blatt 17", 2)


def test_semicolons_separate_as_well():
    data = (";".join(COLUMNS) + "\n" + ";".join(GOOD) + "\n").encode()
    assert len(check(read_lines(data), MODES, TODAY)) == 1


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("number", "030 23125042"),
        ("number", "+49 30 23125042"),
        ("number", ""),
        ("purpose", "unbekannt"),
        ("purpose", "record_matter"),
        ("channel", "phone"),
        ("collected_on", "2026-09-22"),
        ("collected_on", "2018-05-24"),
        ("collected_on", "01.03.2026"),
        ("source", " "),
        ("evidence", ""),
        ("source", "=HYPERLINK(A1)"),
        ("source", " =HYPERLINK(A1)"),
        ("evidence", "@x"),
        ("evidence", "+1"),
        ("source", "x" * 201),
        ("source", "a\x00b"),
        ("evidence", "a\x9bb"),
        ("evidence", "a\u202eb"),
    ],
)
def test_one_wrong_cell_refuses_the_file_and_is_named(column, cell):
    assert (3, column) in faults_of(table(with_cell("number", "+493023125001"), with_cell(column, cell)))


def test_sound_is_never_imported():
    with pytest.raises(ImportRefused, match="asked in each call"):
        check(read_lines(table(with_cell("purpose", "record_matter"))), MODES, TODAY)


def test_advertising_names_its_way_and_what_for():
    row = with_cell("purpose", "advertise")
    assert faults_of(table(row)) == [(2, "channel"), (2, "product")]
    row[2:4] = ["phone", "Heizungswartung"]
    assert check(read_lines(table(row)), MODES, TODAY)[0].product == "Heizungswartung"


def test_the_same_line_twice_is_refused_at_both_places():
    assert faults_of(table(GOOD, with_cell("number", "+493023125001"), GOOD)) == [
        (2, "number"),
        (4, "number"),
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (table(GOOD).replace(b"Aufnahmebogen", "Bögen".encode("latin-1")), 2),
        (table(GOOD, head="number,purpose"), 1),
        (b"", 1),
        (table(GOOD[:3]), 2),
        (HEAD.encode() + b'\n"unended', 2),
        (table(), 0),
    ],
    ids=["latin-1", "columns", "empty", "cells", "quote", "nothing"],
)
def test_what_is_no_such_table_is_refused_with_its_line(data, line):
    assert faults_of(data)[0][0] == line


def test_a_file_without_end_is_refused_unread():
    with pytest.raises(ImportRefused, match="larger"):
        read_lines(b"x" * 32_000_001)


def test_every_fault_is_told_with_what_to_do():
    with pytest.raises(ImportRefused) as refused:
        check(read_lines(table(with_cell("number", "1"), with_cell("purpose", "x"))), MODES, TODAY)
    assert "line 2, number" in refused.value.diagnostics()
    assert "line 3, purpose" in refused.value.diagnostics()
    assert "nothing was taken over" in refused.value.diagnostics()
