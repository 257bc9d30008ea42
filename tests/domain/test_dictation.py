"""What was entered for the ear is written for the eye, where that is beyond doubt."""

from __future__ import annotations

import pytest

from rufschutz.domain.dictation import contact, postal, sounds_spoken


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("Datenschutz ät example Punkt org", "datenschutz@example.org"),
        ("info at example dot org", "info@example.org"),
        (
            "unser Büro, info ät praxis Bindestrich nord Punkt example Punkt org",
            "unser Büro, info@praxis-nord.example.org",
        ),
        ("example Punkt org Schrägstrich Datenschutz", "example.org/datenschutz"),
        ("null drei null zwei drei eins zwei fünf null null null", "03023125000"),
        ("Büro, null drei null, zwei drei eins zwei fünf, oder Post", "Büro, 03023125, oder Post"),
        ("die Datenschutzbeauftragte", "die Datenschutzbeauftragte"),
        ("info@example.org", "info@example.org"),
        ("Sie sitzt at home", "Sie sitzt at home"),
        ("Haus drei, Zimmer zwei", "Haus drei, Zimmer zwei"),
        ("", ""),
    ],
)
def test_a_way_to_reach_somebody_is_written_as_it_is_used(spoken: str, written: str) -> None:
    assert contact(spoken) == written


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("Beispielplatz eins, zehn eins eins fünf Berlin", "Beispielplatz 1, 10115 Berlin"),
        ("Beispielweg zwölf b, null eins null sechs sieben Dresden", "Beispielweg 12 b, 01067 Dresden"),
        ("Beispielweg twenty-one, ten one one five Berlin", "Beispielweg 21, 10115 Berlin"),
        ("Drei Linden, Berlin", "Drei Linden, Berlin"),
        ("Beispielweg eins zwei, Berlin", "Beispielweg eins zwei, Berlin"),
        ("Beispielweg 1, 10115 Berlin", "Beispielweg 1, 10115 Berlin"),
        ("Zwei", "Zwei"),
    ],
)
def test_a_postal_address_has_its_figures(spoken: str, written: str) -> None:
    assert postal(spoken) == written


def test_writing_what_is_written_changes_nothing() -> None:
    once = postal("Beispielplatz eins, zehn eins eins fünf Berlin, info ät example Punkt org")
    assert postal(once) == once


def test_what_still_sounds_spoken_is_known() -> None:
    assert sounds_spoken("Büro, Datenschutz ät example Punkt")
    assert not sounds_spoken(contact("Datenschutz ät example Punkt org"))
    assert not sounds_spoken("Beispielplatz 1, at the dot, pünktlich")
