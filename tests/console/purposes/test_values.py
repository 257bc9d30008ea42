from __future__ import annotations

import pytest

from rufschutz.console.purposes.values import MUST, OVERLAYS, PROFILES, SLOTS, in_words, period
from rufschutz.core.purposes.announce import RUNTIME
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.purposes.profile import OverlayId
from rufschutz.domain.purposes.purpose import Profile


def test_everything_a_text_must_say_has_a_name() -> None:
    for kind in Profile:
        mandatory = shipped_policy(kind).dialog.mandatory
        assert {slot for slots in mandatory.values() for slot in slots} <= set(MUST)


def test_every_profile_every_overlay_and_every_slot_of_a_call_has_a_name() -> None:
    assert set(PROFILES) == {each.value for each in Profile}
    assert set(OVERLAYS) == {each.value for each in OverlayId}
    assert set(RUNTIME) <= set(SLOTS)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("purpose", "purposes.remind", "Erinnern"),
        ("purposes", "remind, x", "Erinnern, x"),
        ("kind", "recording_matter", "Aufnahme Ihrer Nachricht"),
        ("period", "P7D", "sieben Tage"),
        ("state", "never", "ausgeschlossen"),
        ("when", "at every hour", "zu keiner Stunde"),
        ("mailbox", "", ""),
        ("raw", "as it is", "as it is"),
    ],
)
def test_a_value_is_told_in_words(name: str, text: str, words: str) -> None:
    assert in_words(name, text, {"remind": "Erinnern"}) == words


def test_a_period_that_cannot_be_said_is_shown_as_it_came() -> None:
    assert period("P0D") == "P0D"
