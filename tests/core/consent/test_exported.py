"""A file of the ledger shows by itself which record was changed, left out or put in."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.consent.export import Form, export
from rufschutz.core.consent.exported import ExportDamaged, known_chain, verify_export
from rufschutz.domain.consent.because import Because
from rufschutz.domain.moments import DAY


@pytest.fixture(params=[(Form.JSONLD, ","), (Form.CSV, ","), (Form.CSV, ";")], ids=str)
def text(request, office, owner):
    for number in range(3):
        office.call(str(number), office.now + number * DAY).start().yes().end("yes_nothing_said")
    office.take()
    form, delimiter = request.param
    return "".join(export(owner, form, office.now, Because.PROOF, delimiter))


def test_as_it_left_it_is_whole_and_the_log_knows_it(office, text):
    whole = verify_export(text)
    assert whole.records == 3
    assert known_chain(office.tenant, whole.chain, office.desk.keys)
    office.sequence()
    assert known_chain(office.tenant, whole.chain, office.desk.keys)
    assert not known_chain(office.tenant, "0" * 64, office.desk.keys)


@pytest.mark.rule("R18")
def test_one_edited_record_is_named(text):
    for old, new in (("2026-09-22", "2025-09-22"), ("P7D", "P30D"), ("record_matter", "quality")):
        edited = text.replace(old, new, 1)
        with pytest.raises(ExportDamaged, match=r"record [12] \("):
            verify_export(edited)


def test_one_left_out_is_missed(text):
    if text.startswith("{"):
        document = json.loads(text)
        del document["@graph"][1]
        cut = json.dumps(document)
    else:
        lines = text.splitlines(keepends=True)
        cut = "".join(lines[:2] + lines[3:])
    with pytest.raises(ExportDamaged, match="before record 2"):
        verify_export(cut)


@pytest.mark.parametrize("cut", ["", "{}", "[1]", "x", "\ufeff", "\ufeffa;b\r\n"])
def test_what_is_no_ledger_is_said_to_be_none(cut):
    with pytest.raises(ExportDamaged, match="no ledger"):
        verify_export(cut)


def test_one_that_was_cut_off_is_not_whole(text):
    with pytest.raises(ExportDamaged):
        verify_export(text[: len(text) * 2 // 3])
