"""The neighbour ends when it is told to, and says how long each recording took."""

from __future__ import annotations

import io
import json

import pytest

from rufschutz.bench import beside


@pytest.fixture
def served(monkeypatch):
    made = []
    monkeypatch.setattr(beside, "reopen_office", lambda: "office")
    monkeypatch.setattr(beside, "_serve", made.append)
    return made


def test_it_serves_until_its_input_ends(served, monkeypatch, capsys):
    answers = iter([[], [], [1]])
    monkeypatch.setattr(beside.sys, "stdin", io.StringIO(""))
    monkeypatch.setattr(beside.select, "select", lambda *_: (next(answers), [], []))
    beside.main()
    ready, told = capsys.readouterr().out.splitlines()
    assert ready == "ready"
    assert json.loads(told)["served"] == 2
    assert served == ["office"] * 3
