"""A text that nobody read again, and a change that waits, are found."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import Draft, propose, publication
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.setup.checks.policy import findings
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.rule("R08")
def test_a_text_that_nobody_read_again_is_a_warning(house) -> None:
    assert list(findings(house.now)) == []
    [late] = findings(Millis(house.now + 367 * DAY))
    assert (late.level, late.name) == ("warning", "text_review")
    assert "should have been read again" in late.what
    assert "policy texts --overdue" in late.advice


def test_a_change_that_waits_is_to_be_known(house, monkeypatch) -> None:
    monkeypatch.setattr(publication, "rehearse_policy", lambda *_: None)
    [tenant] = tenant_ids()
    owner = Actor(PersonId("1" * 32), tenant, Role.OWNER, second_factor=True)
    draft = Draft(lambda policy: policy.with_period("matter", "P14D"), "Genügt.")
    propose(owner, draft, house.installation.clips, house.now)
    [found] = findings(house.now)
    assert (found.level, found.name) == ("note", "proposal")
    assert "1 change waits" in found.what
    with locked(tenant):
        ask(owner, Shown(Subject.OFFBOARD, "{}", "Praxis schließt"), house.now)
    [found, other] = findings(house.now)
    assert "1 change waits" in found.what
    assert (other.name, other.advice) == ("request", "See: rufschutz approvals list")


def test_a_controller_without_a_policy_has_nothing_to_read(house) -> None:
    [tenant] = tenant_ids()
    with tenant_scope(tenant):
        PolicyVersion.objects.all().delete()
    assert list(findings(house.now)) == []
