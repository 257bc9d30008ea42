"""What is wrong with a wished-for key is said in words before the record is asked."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from rufschutz.console.keys import wanted
from rufschutz.console.keys.wanted import Wanted
from rufschutz.domain.access.keys import KeyRefusedError, end_of, grantable, name_of, scope_of
from rufschutz.domain.moments import Millis

GOOD = Wanted("Praxissoftware", frozenset({"list_calls"}), frozenset({"handle_matter"}), "90")


def refused_by_the_record(asked: Wanted) -> bool:
    try:
        name_of(asked.name)
        scope_of(asked.actions, asked.purposes)
        end_of(asked.lives, Millis(0))
    except KeyRefusedError:
        return True
    return False


def test_a_form_is_read_as_it_was_sent() -> None:
    form = QueryDict("name= Software &action=list_calls&action=view_call&purpose=handle_matter&days=30")
    asked = wanted.wanted(form)
    assert asked == Wanted(
        "Software", frozenset({"list_calls", "view_call"}), frozenset({"handle_matter"}), "30"
    )
    assert asked.lives == 30


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Wanted("", GOOD.actions, GOOD.purposes, "90"), "Geben Sie dem Schlüssel einen Namen"),
        (Wanted("x" * 61, GOOD.actions, GOOD.purposes, "90"), "Geben Sie dem Schlüssel einen Namen"),
        (Wanted("a\nb", GOOD.actions, GOOD.purposes, "90"), "Geben Sie dem Schlüssel einen Namen"),
        (Wanted("S", frozenset(), GOOD.purposes, "90"), "Wählen Sie aus, was das Programm darf."),
        (Wanted("S", GOOD.actions, frozenset(), "90"), "Wählen Sie aus, wofür das Programm es darf."),
        (
            Wanted("S", GOOD.actions, frozenset({"statistics"}), "90"),
            "„Liste der Anrufe ansehen“ geht nur für:",
        ),
        (
            Wanted("S", GOOD.actions, frozenset({"handle_matter", "statistics"}), "90"),
            "Der Zweck „Zahlen ohne Namen“ passt zu nichts",
        ),
        (Wanted("S", GOOD.actions, GOOD.purposes, "0"), "Ein Schlüssel gilt 1 bis 365 Tage."),
        (Wanted("S", GOOD.actions, GOOD.purposes, "366"), "Ein Schlüssel gilt 1 bis 365 Tage."),
        (Wanted("S", GOOD.actions, GOOD.purposes, "²"), "Ein Schlüssel gilt 1 bis 365 Tage."),
        (Wanted("S", GOOD.actions, GOOD.purposes, "9" * 5000), "Ein Schlüssel gilt 1 bis 365 Tage."),
    ],
)
def test_what_the_record_refuses_is_said_beforehand(asked: Wanted, why: str) -> None:
    assert any(fault.startswith(why) for fault in wanted.faults(asked))
    assert refused_by_the_record(asked)


def test_what_the_record_takes_has_no_fault() -> None:
    assert wanted.faults(GOOD) == ()
    assert not refused_by_the_record(GOOD)


def test_everything_that_can_be_given_is_offered_by_name() -> None:
    assert {choice.value for choice in wanted.actions(GOOD)} == set(grantable())
    assert {choice.value for choice in wanted.purposes(GOOD)} == frozenset().union(*grantable().values())
    assert [choice.value for choice in wanted.actions(GOOD) if choice.chosen] == ["list_calls"]
    assert all(choice.hint for choice in wanted.actions(GOOD))


def test_everything_that_can_be_given_stands_under_one_heading() -> None:
    groups = wanted.grouped(GOOD)
    values = [choice.value for group in groups for choice in group.choices]
    assert sorted(values) == sorted(action.value for action in grantable())
    assert "Weiteres" not in {group.name for group in groups}, "a new act has its group"
    assert [choice.value for group in groups for choice in group.choices if choice.chosen] == ["list_calls"]
