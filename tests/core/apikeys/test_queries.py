"""Whose token a request carries."""

from __future__ import annotations

import pytest

from rufschutz.core.apikeys.actions import create, revoke
from rufschutz.core.apikeys.queries import KeyEndedError, KeyUnknownError, bearer, keys
from rufschutz.core.audit.access import AccessDenied
from rufschutz.domain.access.request import Action, Role
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis


@pytest.fixture
def made(owner, now):
    return create(owner, "Buchungen", ["list_calls"], ["handle_matter"], 30, now)


def test_a_token_is_its_key_as_actor(made, tenant, now):
    actor = bearer(made.token, now).actor
    assert (actor.person, actor.tenant, actor.role) == (f"api_key:{made.key.id}", tenant, Role.API_KEY)
    assert actor.until == now + 30 * DAY
    assert actor.scope.actions == {Action.LIST_CALLS}
    assert actor.scope.purposes == {PurposeId("handle_matter")}


@pytest.mark.parametrize("token", ["", "x", "rufschutz_", "rufschutz_" + "a" * 32 + "_" + "A" * 43])
def test_what_is_no_token_of_ours_is_unknown(tenant, now, token):
    with pytest.raises(KeyUnknownError):
        bearer(token, now)


@pytest.mark.rule("R35")
def test_a_token_with_another_tenants_id_is_unknown(made, other_tenant, tenant, now):
    with pytest.raises(KeyUnknownError):
        bearer(made.token.replace(tenant, other_tenant), now)


def test_a_key_that_expired_or_was_revoked_says_so(owner, made, now):
    with pytest.raises(KeyEndedError, match="expired"):
        bearer(made.token, made.key.until)
    revoke(owner, made.key.id, now)
    with pytest.raises(KeyEndedError, match="revoked") as ended:
        bearer(made.token, Millis(now + 1))
    assert ended.value.bearer.key == made.key.id


def test_the_list_is_the_owners_and_shows_no_secret(owner, officer, made, now):
    assert made.token not in str(keys(owner, now))
    with pytest.raises(AccessDenied):
        keys(officer, now)
