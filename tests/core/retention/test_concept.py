"""The concept of a tenant: its rules, the places of the registry, words in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.queries import rules
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.concept import concept, places, told
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Role
from rufschutz.domain.call.commands import Language
from rufschutz.domain.retention.concept import Keeping


@pytest.fixture
def owner(office, owner):
    adopt_policy(office.tenant, shipped_policy("P"), owner.person, office.now)
    return owner


@pytest.mark.rule("R41")
def test_every_kind_of_the_policy_in_force_is_in_it(office, owner):
    found = concept(owner, office.now)
    assert [row.rule for row in found.concept.rows] == list(rules(office.tenant).policy.rules)


@pytest.mark.rule("R41")
@pytest.mark.parametrize("profile", "POCS")
def test_every_shipped_kind_has_a_place(profile):
    assert {rule.kind for rule in shipped_policy(profile).rules} <= set(places())


def test_where_it_lies_is_the_table_that_the_sweep_empties():
    assert places()["recording_matter"].where == "recordings_recording"
    assert places()["staff_basis"].where == "consent_staffanswer, consent_councilagreement"
    assert places()["live_audio"].keeping is Keeping.ELSEWHERE
    assert places()["transcript"].keeping is Keeping.NOT_STORED


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_has_its_words(office, owner, language):
    for row in told(concept(owner, office.now), language):
        assert row.why, row.kind
        assert row.name
        assert "_" not in row.name


def test_an_agent_does_not_see_it(office, owner):
    with pytest.raises(AccessDenied):
        concept(replace(owner, role=Role.AGENT), office.now)
