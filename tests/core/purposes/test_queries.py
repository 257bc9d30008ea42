"""Reading the live policy and what was published from it."""

from __future__ import annotations

import pytest

from rufschutz.core.purposes.actions import adopt_policy, publish
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.queries import (
    is_published,
    live_policy,
    newest_plan,
    plans_in_force,
    purpose_name,
    rules,
)
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.domain.ids import KindId, PersonId, PlanVersion
from rufschutz.domain.moments import DAY, Millis

PERSON = PersonId("5" * 32)


@pytest.fixture
def adopted(tenant, policy, now):
    return adopt_policy(tenant, policy, PERSON, now)


def test_no_policy_no_answer(tenant) -> None:
    with pytest.raises(NoPolicyError):
        live_policy(tenant)


def test_a_policy_of_one_tenant_is_not_anothers(adopted, other_tenant) -> None:
    with pytest.raises(NoPolicyError):
        live_policy(other_tenant)


def test_the_newest_policy_is_live(tenant, adopted, policy, now) -> None:
    enact(tenant, policy.with_period("recording_matter", "P5D"), PERSON, now)
    assert live_policy(tenant).number == 2
    assert str(rules(tenant).policy.rule_of(KindId("recording_matter")).period) == "P5D"


def test_rules_end_days_in_the_tenants_zone(tenant, adopted) -> None:
    assert str(rules(tenant).zone) == "Europe/Berlin"


def test_a_purpose_has_a_plain_name(tenant, adopted) -> None:
    assert purpose_name(tenant, "record_matter", "en") == "Record to deal with the request"
    assert purpose_name(tenant, "no_such", "de") == "no_such"


def test_only_this_tenants_published_plans_are_known(
    keys, tenant, other_tenant, adopted, line, shelves, now
) -> None:
    version = publish(keys, tenant, line_card(tenant, line), shelves, now)
    assert is_published(tenant, version)
    assert not is_published(other_tenant, version)
    assert not is_published(tenant, PlanVersion("0" * 32))


def test_the_newest_plan_and_those_in_force(keys, tenant, adopted, line, shelves, now) -> None:
    card = line_card(tenant, line)
    assert newest_plan(line) is None
    first = publish(keys, tenant, card, shelves, now)
    second = publish(keys, tenant, card, shelves, Millis(now + DAY))
    assert newest_plan(line).version == second
    assert {plan.version for plan in plans_in_force(Millis(now + 2 * DAY))} == {first, second}
    assert {plan.version for plan in plans_in_force(Millis(now + 60 * DAY))} == {second}
