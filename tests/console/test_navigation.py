"""Many screens in two short rows: four groups, and what is in the one one is in."""

from __future__ import annotations

import pytest

from rufschutz.console.navigation import FEW, GROUPS, navigation
from rufschutz.console.screens import Screen, screens_of
from rufschutz.domain.access.request import Role


def test_every_screen_stands_in_one_group() -> None:
    grouped = [screen for _label, screens in GROUPS for screen in screens]
    assert sorted(grouped) == sorted(Screen)


@pytest.mark.parametrize("role", list(Role))
def test_every_screen_of_a_role_is_two_steps_away_and_no_other(role: Role, db: None) -> None:
    shown = navigation(role, "/")
    below = [entry for group in shown.groups for entry in group.entries] or list(shown.entries)
    assert len({entry.address for entry in below}) == len(screens_of(role))
    assert len(shown.groups) <= FEW


def test_the_group_and_the_page_are_marked_below_it_too() -> None:
    shown = navigation(Role.OWNER, f"/anrufe/{'0' * 32}/")
    assert [(group.label, group.current) for group in shown.groups] == [
        ("Anrufe", True),
        ("Einwilligungen", False),
        ("Regeln", False),
        ("Nachweise", False),
    ]
    assert [(entry.address, entry.current) for entry in shown.entries] == [
        ("/anrufe/", True),
        ("/lage/", False),
        ("/quoten/", False),
    ]


def test_few_screens_need_no_groups() -> None:
    shown = navigation(Role.AGENT, "/team/")
    assert shown.groups == ()
    assert [entry.label for entry in shown.entries if entry.current] == ["Team"]


def test_a_page_of_no_screen_shows_the_groups_alone() -> None:
    shown = navigation(Role.OWNER, "/notfall-codes/")
    assert len(shown.groups) == 4
    assert shown.entries == ()
