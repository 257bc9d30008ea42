from __future__ import annotations

import pytest

from rufschutz.console.purposes.places import place


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("purposes", "Zwecke"),
        ("purposes.quality.spoken.de", "Zweck „Qualität prüfen“"),
        ("purposes.unknown.basis", "Zweck „unknown“"),
        ("retention.recording_matter.period", "Frist: Aufnahme Ihrer Nachricht"),
        ("texts.goodbye.noted.de", "Text „Verabschiedung, wenn nur etwas notiert ist“ (deutsch)"),
        ("texts.receipt.code.en.slow", "Text „Die Belegnummer vorgelesen“ (englisch), langsam gesprochen"),
        ("texts.rights.menu.keypad.review_by", "Text „Gesagt, was man selbst tun kann“"),
        ("tenant.short_name.en", "Kurzname (englisch)"),
        ("slots.url", "Angabe „Adresse der Datenschutzseite“"),
        ("dialog.reasons.recipe.de", "Auswahl der Anliegen"),
        ("dialog.banned", "Regeln des Gesprächs"),
        ("alternatives", "Wege nach einem Nein"),
        ("alternatives.callback.hours", "Wege nach einem Nein (Rückruf)"),
        ("overlays.secrecy.terms", "Zusatzregel „Berufsgeheimnis (§ 203 StGB)“"),
        ("recording", "Frage nach der Aufnahme"),
        ("something.else", "something.else"),
    ],
)  # fmt: skip
def test_a_place_of_the_policy_is_told_in_words(path: str, words: str) -> None:
    assert place(path, {"quality": "Qualität prüfen"}) == words
