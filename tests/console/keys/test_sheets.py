"""A key is shown with what it may do, for what, by whom, since and until when, and never with its secret."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.console.keys.sheets import sheet
from rufschutz.core.apikeys.queries import KeyView
from rufschutz.domain.ids import KeyId
from rufschutz.domain.moments import Millis

pytestmark = pytest.mark.django_db
KEY = KeyView(
    id=KeyId("1" * 32),
    name="Praxissoftware",
    actions=("list_calls",),
    purposes=("handle_matter",),
    made_by="9" * 32,
    made_at=Millis(1_790_000_000_000),
    until=Millis(1_798_000_000_000),
    ended_at=None,
    used_on="",
)


def test_a_key_in_force() -> None:
    shown = sheet(KEY, "Europe/Berlin")
    assert (shown.sign.words, shown.open) == ("Gültig", True)
    assert (shown.may, shown.purposes) == (("Liste der Anrufe ansehen",), ("Anliegen bearbeiten",))
    assert shown.made == "21.\u00a0September 2026, unbekannt"
    assert shown.end.startswith("bis Mi., 23.\u00a0Dezember 2026")
    assert shown.used == "noch nie"


def test_a_used_one_tells_the_day_alone() -> None:
    assert sheet(replace(KEY, used_on="2026-11-03"), "Europe/Berlin").used == "03.11.2026"


def test_one_that_is_over_cannot_be_ended_again() -> None:
    shown = sheet(replace(KEY, ended_at=Millis(1_790_100_000_000)), "Europe/Berlin")
    assert (shown.sign.words, shown.open, shown.end) == (
        "Beendet",
        False,
        "beendet am 22.\u00a0September 2026",
    )


def test_one_that_nobody_stands_for_says_so() -> None:
    shown = sheet(replace(KEY, stands=False), "Europe/Berlin")
    assert (shown.sign.words, shown.open) == ("Ohne Wirkung", True)
    assert shown.end.endswith("wer ihn gemacht hat, darf das nicht mehr")
