"""What an API key can be given."""

from __future__ import annotations

import pytest

from rufschutz.domain.access.decision import AccessDenied, require
from rufschutz.domain.access.keys import (
    LONGEST_DAYS,
    KeyRefusedError,
    actor_of,
    end_of,
    grantable,
    name_of,
    scope_of,
    stands,
)
from rufschutz.domain.access.request import Action, Labels, Request, Role
from rufschutz.domain.access.table import CONTENT, TABLE
from rufschutz.domain.ids import KeyId, PurposeId, TenantId
from rufschutz.domain.moments import DAY, Millis

NOW = Millis(1_790_000_000_000)


def faults(actions: list[str], purposes: list[str]) -> tuple[str, ...]:
    with pytest.raises(KeyRefusedError) as refused:
        scope_of(actions, purposes)
    return refused.value.faults


@pytest.mark.rule("R60")
def test_no_key_hears_approves_or_sees_a_number():
    assert not grantable().keys() & (CONTENT | {Action.VIEW_NUMBER, Action.APPROVE_POLICY})
    assert faults(["play_recording", "run_retention", "fly"], []) == (
        "a key cannot be given 'fly'",
        "a key cannot be given 'play_recording'",
        "a key cannot be given 'run_retention'",
    )


def test_actions_and_purposes_must_fit_together():
    assert faults(["list_calls"], ["statistics"]) == (
        "list_calls needs one of the purposes handle_matter, record_matter, rights, security",
        "the purpose 'statistics' is of no use to these actions",
    )
    assert faults([], []) == ("a key without an action opens nothing",)
    scope = scope_of(["list_calls", "view_figures"], ["handle_matter", "statistics"])
    assert scope.actions == {Action.LIST_CALLS, Action.VIEW_FIGURES}


@pytest.mark.parametrize("days", [0, -1, LONGEST_DAYS + 1])
def test_a_key_lives_at_most_a_year(days):
    with pytest.raises(KeyRefusedError, match="365"):
        end_of(days, NOW)
    assert end_of(LONGEST_DAYS, NOW) == NOW + 365 * DAY


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 61])
def test_a_name_says_something(name):
    with pytest.raises(KeyRefusedError):
        name_of(name)
    assert name_of(" Buchungen ") == "Buchungen"


def test_the_trace_names_the_key():
    scope = scope_of(["list_calls"], ["handle_matter"])
    actor = actor_of(KeyId("5" * 32), TenantId("a" * 32), scope, Millis(NOW + 1))
    asked = Request(actor, Action.LIST_CALLS, PurposeId("handle_matter"), Labels(actor.tenant), NOW)
    assert require(asked).request.actor.person == f"api_key:{'5' * 32}"
    with pytest.raises(AccessDenied, match="ended"):
        require(
            Request(actor, Action.LIST_CALLS, PurposeId("handle_matter"), Labels(actor.tenant), actor.until)
        )


@pytest.mark.rule("R60")
def test_only_who_could_make_the_key_now_stands_for_it():
    reading = scope_of(["list_calls"], ["handle_matter"])
    assert stands(reading, [Role.OWNER])
    assert stands(reading, [Role.OWNER, Role.DATA_PROTECTION_OFFICER])
    for role in set(Role) - {Role.OWNER}:
        assert not stands(reading, [role]), role
    assert not stands(reading, [])


def test_a_key_needs_a_role_for_each_of_its_actions(monkeypatch):
    importing = scope_of(["list_calls", "import_consents"], ["handle_matter", "rights"])
    monkeypatch.delitem(TABLE[Role.OWNER], Action.IMPORT_CONSENTS)
    assert not stands(importing, [Role.OWNER])
    assert stands(scope_of(["list_calls"], ["handle_matter"]), [Role.OWNER])
