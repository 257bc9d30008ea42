"""Which purpose a request is for."""

from __future__ import annotations

import pytest

from rufschutz.api.caller import Caller, caller_of
from rufschutz.api.errors import PurposeMissingError
from rufschutz.core.apikeys.queries import Bearer
from rufschutz.domain.access.keys import actor_of, scope_of
from rufschutz.domain.access.request import Action
from rufschutz.domain.ids import KeyId, PersonId, TenantId
from rufschutz.domain.moments import Millis


def caller(*purposes: str) -> Caller:
    scope = scope_of(["list_calls"], purposes)
    actor = actor_of(KeyId("5" * 32), TenantId("a" * 32), scope, Millis(9))
    return Caller(Bearer(KeyId("5" * 32), actor, "", PersonId("1" * 32)), Millis(1))


def test_the_only_purpose_is_meant():
    assert caller("handle_matter").purpose(Action.LIST_CALLS) == "handle_matter"


def test_of_several_one_is_named():
    both = caller("handle_matter", "security")
    with pytest.raises(PurposeMissingError, match="handle_matter, security"):
        both.purpose(Action.LIST_CALLS)
    assert both.purpose(Action.LIST_CALLS, "security") == "security"


def test_what_the_key_may_not_is_refused_elsewhere_whatever_it_is_for():
    assert caller("handle_matter").purpose(Action.VIEW_FIGURES) == "none"


def test_who_asks_stands_with_the_request(rf):
    request = rf.get("/")
    request.auth = caller("handle_matter")
    assert caller_of(request) is request.auth
