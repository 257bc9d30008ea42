"""A first policy is adopted as a whole; one in force is not replaced by one person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions.adoption import adopt_policy, enact, require_sound, spoken_texts
from rufschutz.core.purposes.errors import InForceError, NoPolicyError, PlanRefusedError
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.ids import PersonId

PERSON = PersonId("5" * 32)


@pytest.fixture
def adopted(tenant, policy, now):
    return adopt_policy(tenant, policy, PERSON, now)


def events(tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def test_a_policy_is_adopted_by_a_person_and_logged(tenant, adopted, policy, now) -> None:
    live = live_policy(tenant)
    assert (live.id, live.number, live.adopted_by, live.policy) == (adopted, 1, PERSON, policy)
    assert "policy:adopted" in events(tenant)


def test_adopting_the_same_again_changes_nothing(tenant, adopted, policy, now) -> None:
    assert adopt_policy(tenant, policy, PERSON, now) == adopted
    assert events(tenant).count("policy:adopted") == 1


@pytest.mark.rule("R41")
def test_a_policy_with_a_fault_is_not_adopted(tenant, policy, now) -> None:
    with pytest.raises(PlanRefusedError, match="no deletion rule"):
        adopt_policy(tenant, replace(policy, rules=()), PERSON, now)
    with pytest.raises(NoPolicyError):
        live_policy(tenant)


@pytest.mark.rule("R82")
def test_what_is_in_force_is_not_replaced_by_one_person_at_once(tenant, adopted, policy, now) -> None:
    with pytest.raises(InForceError) as refused:
        adopt_policy(tenant, policy.with_period("recording_matter", "P30D"), PERSON, now)
    assert "rufschutz policy propose" in refused.value.advice
    assert live_policy(tenant).id == adopted


def test_what_a_proposal_became_is_a_version_of_its_own(tenant, adopted, policy, now) -> None:
    longer = policy.with_period("recording_matter", "P30D")
    version = enact(tenant, longer, PERSON, now, "6" * 32, ["remind"])
    live = live_policy(tenant)
    assert (live.id, live.number) == (version, 2)


def test_everything_a_line_may_say_is_spoken(policy) -> None:
    assert {"opening.keypad.ask_later", "opening.keypad.ask_first"} <= spoken_texts(policy)
    require_sound(policy)
