from __future__ import annotations

import pytest

from rufschutz.console.screens import LABELS, NEEDS, ROLE_LABELS, Screen, screens_of
from rufschutz.domain.access.request import Action, Role
from rufschutz.domain.access.table import TABLE

EXPECTED = {
    Role.OWNER: (
        Screen.CALLS,
        Screen.OVERVIEW,
        Screen.CONSENTS,
        Screen.FIGURES,
        Screen.LOG,
        Screen.PURPOSES,
        Screen.DELETION,
        Screen.LINES,
        Screen.TEXTS,
        Screen.ROLES,
        Screen.TEAM,
        Screen.OBJECTIONS,
        Screen.EXCHANGE,
        Screen.KEYS,
        Screen.APPROVALS,
        Screen.HOLDS,
        Screen.STORE,
        Screen.BACKUPS,
        Screen.OFFBOARDING,
    ),
    Role.AGENT: (Screen.CALLS, Screen.TEAM, Screen.OBJECTIONS),
    Role.SUPERVISOR: (
        Screen.CALLS,
        Screen.FIGURES,
        Screen.PURPOSES,
        Screen.DELETION,
        Screen.LINES,
        Screen.TEXTS,
        Screen.TEAM,
        Screen.OBJECTIONS,
        Screen.HOLDS,
    ),
    Role.DATA_PROTECTION_OFFICER: (
        Screen.OVERVIEW,
        Screen.CALLS,
        Screen.CONSENTS,
        Screen.FIGURES,
        Screen.LOG,
        Screen.PURPOSES,
        Screen.DELETION,
        Screen.LINES,
        Screen.TEXTS,
        Screen.ROLES,
        Screen.EXCHANGE,
        Screen.APPROVALS,
        Screen.HOLDS,
        Screen.STORE,
        Screen.BACKUPS,
    ),
    Role.AUDITOR: (
        Screen.OVERVIEW,
        Screen.CALLS,
        Screen.CONSENTS,
        Screen.FIGURES,
        Screen.LOG,
        Screen.PURPOSES,
        Screen.DELETION,
        Screen.LINES,
        Screen.TEXTS,
        Screen.ROLES,
        Screen.EXCHANGE,
        Screen.APPROVALS,
        Screen.HOLDS,
        Screen.BACKUPS,
    ),
    Role.OPERATOR: (
        Screen.OVERVIEW,
        Screen.PURPOSES,
        Screen.DELETION,
        Screen.LINES,
        Screen.TEXTS,
        Screen.ROLES,
        Screen.STORE,
        Screen.BACKUPS,
    ),
    Role.DEPUTY: (
        Screen.PURPOSES,
        Screen.DELETION,
        Screen.LINES,
        Screen.TEXTS,
        Screen.ROLES,
        Screen.APPROVALS,
    ),
    Role.API_KEY: (),
}


@pytest.mark.parametrize("role", list(Role))
def test_screens_of_each_role(role: Role) -> None:
    assert screens_of(role) == EXPECTED[role]


@pytest.mark.parametrize("role", list(Role))
def test_no_screen_is_offered_that_the_rules_refuse(role: Role) -> None:
    assert all(NEEDS[screen] in TABLE[role] for screen in screens_of(role))


def test_the_operator_is_offered_no_person() -> None:
    assert Action.LIST_CALLS not in {NEEDS[screen] for screen in screens_of(Role.OPERATOR)}


def test_everything_has_a_name() -> None:
    assert set(LABELS) == set(Screen)
    assert set(ROLE_LABELS) == set(Role)
