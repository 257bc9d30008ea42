"""Whose token a request carries."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import end_role, grant_role
from rufschutz.core.accounts.models import Role as Seat
from rufschutz.core.apikeys.actions import create, revoke
from rufschutz.core.apikeys.queries import KeyEndedError, KeyUnknownError, bearer, key_name, keys
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


def test_what_a_key_did_is_told_by_its_name(made, tenant, other_tenant):
    assert key_name(tenant, made.key.id) == "Buchungen"
    assert key_name(other_tenant, made.key.id) == ""


def refused(made, now):
    with pytest.raises(KeyEndedError, match="may not stand for it any more") as ended:
        bearer(made.token, now)
    return ended.value.bearer.key == made.key.id


@pytest.mark.rule("R60")
def test_a_key_has_no_force_once_its_maker_s_account_is_closed(made, maker, owner, now):
    maker.is_active = False
    maker.save(update_fields=["is_active"])
    assert refused(made, now)
    assert [key.stands for key in keys(owner, now)] == [False]


@pytest.mark.rule("R60")
def test_a_key_has_no_force_once_its_maker_lost_the_role_that_makes_keys(made, maker, tenant, now):
    assert bearer(made.token, now)
    end_role(tenant, maker, Seat.OWNER, "init", Millis(now + 1))
    grant_role(tenant, maker, Seat.SUPERVISOR, "init", Millis(now + 1))
    assert refused(made, Millis(now + 1))


def test_a_role_that_ends_by_itself_takes_its_keys_with_it(made, maker, tenant, now):
    grant_role(tenant, maker, Seat.OWNER, "init", now, until=Millis(now + 5))
    assert bearer(made.token, Millis(now + 4))
    assert refused(made, Millis(now + 5))


@pytest.mark.rule("R35")
def test_a_role_for_another_tenant_stands_for_no_key_here(made, maker, tenant, other_tenant, now):
    end_role(tenant, maker, Seat.OWNER, "init", now)
    grant_role(other_tenant, maker, Seat.OWNER, "init", now)
    assert refused(made, now)
