"""A drill passes only where everything was looked at and is as it has to be."""

from __future__ import annotations

import json

from rufschutz.cli.drill.report import SEARCHED, Check, Done, as_json, as_markdown
from rufschutz.domain.moments import Millis

NOW = Millis(1_790_000_000_000)
GOOD, BAD = Check("gone", passed=True), Check("gone", passed=False, seen="1 of 2")


def test_one_fault_or_no_look_at_all_is_a_failure():
    assert Done("sqlite", (GOOD,), ()).passed
    assert not Done("sqlite", (GOOD, BAD), ()).passed
    assert not Done("sqlite", (), ()).passed


def test_the_report_is_dated_and_says_what_was_seen():
    done = Done("sqlite", (GOOD, BAD), (("restoring", 1.25),))
    told = json.loads(as_json(done, NOW))
    assert (told["passed"], told["day"], told["seconds"]) == (
        False,
        "2026-09-21 14:13 UTC",
        {"restoring": 1.25},
    )
    page = as_markdown(done, NOW).decode()
    assert "2026-09-21" in page
    assert "**FAILED** | gone | 1 of 2" in page


def test_the_report_says_what_a_search_means_on_this_database():
    pages = {vendor: as_markdown(Done(vendor, (GOOD,), ()), NOW).decode() for vendor in SEARCHED}
    assert "the bytes of the database's files" in pages["sqlite"]
    assert "own files" in pages["postgresql"]
