from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rufschutz.cli.calls import _line, _record
from rufschutz.core.calls.queries import CallRow, Mark
from rufschutz.core.matters.queries import MatterView
from rufschutz.domain.ids import CallId, FactId, RuleId
from rufschutz.domain.moments import Millis

ROW = CallRow(
    id=CallId("1" * 32),
    started_at=Millis(1_790_000_000_000),
    line="Anmeldung",
    number="…42",
    withheld=False,
    duration=31_400,
    outcome="refused",
    consent=next(iter(Mark)),
    recording=None,
    due_at=Millis(1_790_086_400_000),
    erased_at=None,
    rule=RuleId("call_row"),
)


def test_no_calls_are_an_empty_list_and_a_hint(installed):
    listed = installed.run("calls", "list", "--json")
    assert (listed.returncode, json.loads(listed.stdout)) == (0, [])
    assert "No calls yet. Try one: rufschutz call" in installed.run("calls", "list").stdout


@pytest.mark.parametrize("words", [["--page", "0"], ["--size", "0"]])
def test_a_page_that_cannot_be_is_a_mistake_of_the_call(nowhere, words):
    assert nowhere.run("calls", "list", *words).returncode == 2


def test_a_line_says_when_which_line_who_and_what_became_of_it():
    line = _line(ROW)
    assert line.startswith("2026-09-21 14:13:20Z  Anmeldung ")
    for word in ("…42", "31 s", "refused", ROW.consent.value, "no recording"):
        assert word in line


@pytest.mark.parametrize(("closed", "word"), [(None, "open"), (Millis(1_790_000_001_000), "done")])
def test_a_callback_stands_in_the_line_and_the_record(closed, word):
    at = Millis(1_790_000_000_000)
    asked = MatterView(FactId("2" * 32), ROW.id, at, "…08", None, closed, None, None)
    row = replace(ROW, callback=asked)
    assert _line(row).endswith(f"callback {word}")
    assert _record(row)["callback"] == word
    assert _record(ROW)["callback"] is None
    assert "callback" not in _line(ROW)


def test_a_record_holds_the_same_for_scripts():
    record = json.loads(json.dumps(_record(ROW)))
    assert (record["call"], record["number"], record["duration_ms"]) == ("1" * 32, "…42", 31_400)
    assert record["recording"] is None
