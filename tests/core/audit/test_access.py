"""The record asks before it reads; a list may be confined to one's own lines."""

from __future__ import annotations

import pytest

from rufschutz.core.audit import access
from rufschutz.domain.access.request import Action, Actor, Labels, Role
from rufschutz.domain.ids import LineId, PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

TENANT = TenantId("a" * 32)
MATTER = PurposeId("handle_matter")
NOW = Millis(0)


def actor(role, *lines):
    return Actor(PersonId("1" * 32), TENANT, role, second_factor=True, lines=frozenset(lines))


def test_a_refusal_carries_its_trace():
    with pytest.raises(access.AccessDenied, match="may not list_calls") as caught:
        access.require(actor(Role.OPERATOR), Action.LIST_CALLS, MATTER, NOW)
    assert caught.value.decision.trace


def test_an_agents_list_is_confined_and_an_owners_is_not():
    line = LineId("c" * 32)
    seen = access.require(actor(Role.AGENT, line), Action.LIST_CALLS, MATTER, NOW)
    assert access.own_lines(seen) == {line}
    assert access.own_lines(access.require(actor(Role.OWNER), Action.LIST_CALLS, MATTER, NOW)) is None


def test_asking_whether_to_offer_something_refuses_nothing():
    assert not access.allowed(actor(Role.OPERATOR), Action.VIEW_CALL, MATTER, NOW, Labels(TENANT))
    assert access.allowed(actor(Role.OWNER), Action.VIEW_CALL, MATTER, NOW, Labels(TENANT))
