"""Who may read what became of proposals, and what is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.approvals.errors import NoProposalError
from rufschutz.core.approvals.queries import Waiting
from rufschutz.core.approvals.queries import waiting as what_waits
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.purposes.actions import Draft, adopt_policy, propose, publication, take_effect_due
from rufschutz.core.purposes.proposals import proposal, proposals, versions, voided
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval.proposal import LIVES, WAITS, State, Way
from rufschutz.domain.moments import Millis


@pytest.fixture
def waiting(owner, policy, shelves, now, monkeypatch) -> str:
    monkeypatch.setattr(publication, "rehearse_policy", lambda *_: None)
    adopt_policy(owner.tenant, policy, owner.person, now)
    draft = Draft(lambda policy: policy.with_period("matter", "P14D"), "Genügt.")
    return propose(owner, draft, shelves.clips, now)


def test_a_proposal_tells_what_it_changes_why_and_what_happens_when(owner, waiting, now) -> None:
    card = proposal(owner, waiting, now)
    assert (card.number, card.reason, card.way) == (1, "Genügt.", Way.DELAY)
    assert [(each.path, each.before, each.after) for each in card.changes] == [
        ("rules.matter.period", "P30D", "P14D")
    ]
    assert (card.loosened, card.material, card.opinions) == ((), (), ())
    assert not card.waits_for_opinion


def test_what_waits_is_counted_until_its_time_is_over(owner, waiting, now) -> None:
    assert what_waits(owner.tenant, now) == Waiting(1, Millis(now + WAITS))
    assert len(proposals(owner, now, waiting=True)) == 1
    end = Millis(now + LIVES)
    assert what_waits(owner.tenant, end) == Waiting(0, None)
    assert proposals(owner, end, waiting=True) == ()


@pytest.mark.rule("R08")
def test_every_version_tells_who_and_when(owner, waiting, now) -> None:
    [only] = versions(owner, now)
    assert (only.number, only.adopted_by, only.adopted_at) == (1, owner.person, now)
    assert (only.proposal, only.approved_by, only.changes) == ("", "", ())


def test_who_watches_may_read_and_an_agent_may_not(owner, officer, waiting, now) -> None:
    assert proposal(officer, waiting, now).id == waiting
    agent = replace(owner, role=Role.AGENT)
    for read in (proposals, versions):
        with pytest.raises(AccessDenied):
            read(agent, now)
    with pytest.raises(AccessDenied):
        proposal(agent, waiting, now)


def test_what_is_not_there_is_said(owner, waiting, now) -> None:
    with pytest.raises(NoProposalError):
        proposal(owner, "0" * 32, now)


@pytest.mark.rule("R82")
def test_what_a_decision_makes_void_is_told_before_and_is_what_it_makes_void(
    owner, waiting, shelves, now, monkeypatch
) -> None:
    assert voided(owner, proposal(owner, waiting, now), now) == ()
    draft = Draft(lambda policy: policy.with_period("matter", "P7D"), "Noch kürzer.")
    other = propose(owner, draft, shelves.clips, now)
    told = voided(owner, proposal(owner, waiting, now), now)
    assert [card.id for card in told] == [other]
    take_effect_due(Millis(now + WAITS))
    states = {card.id: card.state for card in proposals(owner, now)}
    gone = [name for name, state in states.items() if state is State.OVERTAKEN]
    assert len(gone) == 1
    (decided,) = {waiting, other} - set(gone)
    assert states[decided] is State.IN_FORCE
    assert voided(owner, proposal(owner, decided, now), now) == ()
