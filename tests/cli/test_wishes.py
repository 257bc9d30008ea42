"""Words of the command line that change a policy, and those that cannot be read."""

from __future__ import annotations

import datetime as dt

import click
import pytest

from rufschutz.cli import wishes
from rufschutz.core.purposes.difference import changes
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.purposes.recipients import Transfer

OFFICE = shipped_policy("O")


def paths(*words: str) -> list[tuple[str, str]]:
    return [(each.path, each.after) for each in changes(OFFICE, wishes.change(words)(OFFICE))]


@pytest.mark.parametrize(
    ("words", "path", "after"),
    [
        ("period matter P14D", "rules.matter.period", "P14D"),
        ("purpose remind active", "purposes.remind.availability", "active"),
        ("recording off", "recording", "false"),
        ("recipient remind Labor processor DE", "purposes.remind.recipients.Labor.country", "DE"),
        ("text answer.yes de Danke.", "texts.answer.yes.words.de", "Danke."),
        ("review answer.yes Leitung 2027-01-31", "texts.answer.yes.review_by", "2027-01-31"),
        ("spoken remind en Really?", "purposes.remind.spoken.en", "Really?"),
        ("overlay staff off", "overlays.staff.on", "false"),
        ("alternative human", "alternatives.human.way", "human"),
        ("alternative human 1-5 08:00 12:00", "alternatives.human.hours.0.days", "[1,2,3,4,5]"),
        ("no-alternative note", "alternatives.note.way", ""),
    ],
)
def test_a_wish_changes_what_it_names(words: str, path: str, after: str) -> None:
    assert (path, after) in paths(*words.split())


def test_a_recipient_abroad_brings_its_transfer_and_takes_it_along() -> None:
    words = ("recipient", "remind", "Cloud", "processor", "US", "46", "2026-10-01")
    with_it = wishes.change(words)(OFFICE)
    assert with_it.purpose("remind").transfers == (Transfer("Cloud", "US", "46", "2026-10-01"),)
    assert wishes.change(words)(with_it) == with_it
    assert wishes.change(("no-recipient", "remind", "Cloud"))(with_it) == OFFICE


def test_hours_are_added_to_those_there_are() -> None:
    one = wishes.change(("alternative", "human", "1-5", "08:00", "12:00"))(OFFICE)
    two = wishes.change(("alternative", "human", "6,7", "10:00", "11:00"))(one)
    [human] = [each for each in two.alternatives if each.way == "human"]
    assert [hours.days for hours in human.hours] == [(1, 2, 3, 4, 5), (6, 7)]


@pytest.mark.parametrize(
    "words",
    [
        "period matter",
        "purpose remind perhaps",
        "recording maybe",
        "recipient remind Labor processor",
        "recipient remind Labor processor US 46",
        "text answer.yes fr Merci.",
        "overlay staff perhaps",
        "alternative human 1-5",
        "alternative human Mo-Fr 08:00 12:00",
        "magic",
        "period no_such P1D",
        "purpose no_such active",
        "text no.such de Danke.",
        "overlay magic off",
    ],
)
def test_what_cannot_be_meant_is_a_mistake_of_the_call(words: str) -> None:
    with pytest.raises(click.UsageError):
        wishes.change(tuple(words.split()))(OFFICE)


def test_a_list_of_purposes_or_none() -> None:
    assert wishes.listed("none") == ()
    assert wishes.listed("remind, recognise") == ("remind", "recognise")


def test_a_record_becomes_json() -> None:
    assert wishes.plain((Transfer("a", "US", "46", "x"), {"day": dt.date(2027, 1, 31)})) == [
        {"recipient": "a", "country": "US", "basis": "46", "assessed": "x"},
        {"day": "2027-01-31"},
    ]
