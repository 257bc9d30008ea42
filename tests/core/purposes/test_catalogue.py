"""The catalogue is read from the policy in force, with the reason why something cannot be switched on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.catalogue import catalogue, row_of, why_not
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Role
from rufschutz.domain.call.commands import Language
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState


@pytest.fixture
def view(owner, policy, now):
    adopt_policy(owner.tenant, policy, owner.person, now)
    return catalogue(owner, Language.DE, now)


@pytest.mark.rule("R04")
@pytest.mark.rule("R76")
def test_every_purpose_is_told_with_basis_kinds_and_periods(view, policy) -> None:
    assert [row.id for row in view.purposes] == [purpose.id for purpose in policy.purposes]
    record = view.row("record_matter")
    assert (record.state, record.consent) == (ProfileState.ACTIVE, ConsentMode.PER_CALL)
    assert record.basis.startswith("Art. 6 Abs. 1 lit. a DSGVO")
    assert [(kind.kind, kind.rule) for kind in record.kinds] == [("recording_matter", "P7D")]
    assert "7" in record.kinds[0].kept
    assert view.row("no_such") is None


@pytest.mark.rule("R02")
def test_the_sentence_is_what_is_said_with_the_period_that_deletes(policy, controller) -> None:
    purpose = policy.purpose("record_matter")
    assert "höchstens sieben Tage" in row_of(policy, purpose, controller, Language.DE).sentence
    longer = policy.with_period("recording_matter", "P30D")
    assert "for up to thirty days" in row_of(longer, purpose, controller, Language.EN).sentence
    assert (
        "{hold_end_date}" in row_of(policy, policy.purpose("legal_claims"), controller, Language.DE).sentence
    )


@pytest.mark.rule("R02")
def test_what_is_heard_is_the_question_of_recording_and_what_is_offered(policy, controller) -> None:
    def heard(of) -> set[str]:
        rows = (row_of(of, purpose, controller, Language.DE) for purpose in of.purposes)
        return {row.id for row in rows if row.heard}

    assert heard(policy) == {"record_matter"}
    assert heard(replace(policy, recording=False)) == set()
    office = shipped_policy("O")
    quality = replace(office.purpose("quality"), availability=Availability.ACTIVE)
    assert heard(office.with_purpose(quality)) == {"record_matter", "quality"}


def test_why_a_purpose_cannot_be_switched_on(policy) -> None:
    assert why_not(policy, policy.purpose("quality")) == ("the profile P refuses it",)
    assert "nothing sends a reminder" in why_not(policy, policy.purpose("remind"))[0]
    assert why_not(policy, policy.purpose("record_matter")) == ()
    office = shipped_policy("O")
    for name in ("survey_now", "remind"):
        purpose = office.purpose(name)
        office = office.with_purpose(replace(purpose, availability=Availability.ACTIVE))
    [why] = why_not(office, office.purpose("quality"))
    assert "3 optional questions" in why
    securities = shipped_policy("S")
    [why] = why_not(securities, securities.purpose("quality"))
    assert "§ 83(9)" in why
    assert why_not(securities, securities.purpose("record_matter"))


def test_who_may_not_see_the_policy_does_not(owner, view, now) -> None:
    with pytest.raises(AccessDenied):
        catalogue(replace(owner, role=Role.AGENT), Language.DE, now)


def test_a_kind_without_a_rule_is_shown_as_such(policy, controller) -> None:
    bare = replace(policy, rules=tuple(rule for rule in policy.rules if rule.kind != "recording_matter"))
    [kind] = row_of(bare, policy.purpose("record_matter"), controller, Language.DE).kinds
    assert (kind.rule, kind.kept) == ("", "")
