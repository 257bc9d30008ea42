from __future__ import annotations

import pytest

from rufschutz.console.purposes.sheets import Tongue, change_row
from rufschutz.core.purposes.difference import Change
from rufschutz.domain.call.commands import Language

TONGUE = Tongue("Europe/Berlin", Language.DE, {"remind": "An den Termin erinnern"})


@pytest.mark.parametrize(
    ("change", "name", "before", "after"),
    [
        (("rules.recording_matter.period", "P7D", "P3D"), "Frist: ", "sieben Tage", "drei Tage"),
        (
            ("purposes.remind.availability", "available", "active"),
            "Zweck: An den Termin erinnern",
            "aus",
            "an",
        ),
        (("recording", "true", "false"), "Frage nach der Aufnahme", "an", "aus"),
        (("dialog.repeats", "1", ""), "", "1", "–"),
    ],
)
def test_a_change_is_told_in_words_where_there_are_some(
    change: tuple[str, str, str], name: str, before: str, after: str
) -> None:
    row = change_row(Change(*change), TONGUE)
    assert row.name.startswith(name)
    assert (row.before, row.after) == (before, after)
    assert bool(row.path) is not bool(row.name)
