"""The queue shows every subject to who may decide or watch, and nobody else."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import Shown, approve, ask, locked, state_opinion
from rufschutz.core.approvals.errors import NoProposalError
from rufschutz.core.approvals.requests import request, requests
from rufschutz.core.audit.access import AccessDenied
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import LIVES, State
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.moments import Millis

CALL = "d" * 32


def asked(actor, subject, now) -> str:
    with locked(actor.tenant):
        return ask(actor, Shown(subject, "{}", "Versehen", target=CALL, count=3), now)


@pytest.mark.rule("R44")
def test_it_tells_what_how_many_why_who_and_until_when(first, second, now):
    name = asked(first, Subject.DELETE_CALL, now)
    card = request(second, name, now)
    assert (card.subject, card.target, card.count) == (Subject.DELETE_CALL, CALL, 3)
    assert (card.reason, card.requester, card.requester_name) == ("Versehen", first.person, "first")
    assert (card.proposed_at, card.ripe_at, card.ends_at) == (now, None, now + LIVES)
    assert requests(second, now, waiting=True) == (card,)
    assert requests(second, now, waiting=False) == ()


def test_what_is_decided_is_told_apart_and_so_is_what_nobody_decided_in_time(first, second, done, now):
    name = asked(first, Subject.DELETE_CALL, now)
    later = asked(first, Subject.PLACE_HOLD, now)
    approve(second, name, request(second, name, now).sha256, now, now)
    assert [card.id for card in requests(second, now, waiting=True)] == [later]
    (card,) = requests(second, now, waiting=False)
    assert (card.id, card.state, card.decided_by_name, card.became) == (name, State.IN_FORCE, "second", CALL)
    over = Millis(now + LIVES)
    assert requests(second, over, waiting=True) == ()
    assert {card.id for card in requests(second, over, waiting=False)} == {name, later}


def test_it_says_whether_the_officer_has_still_to_speak(first, second, dpo, now):
    name = asked(first, Subject.REDACT_LOG, now)
    assert request(second, name, now).waits_for_opinion
    state_opinion(dpo, name, Verdict.OBJECT, "Zu früh.", now)
    card = request(dpo, name, now)
    assert not card.waits_for_opinion
    assert [each.words for each in card.opinions] == ["Zu früh."]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_it(first, role, now):
    until = Millis(now + LIVES) if role is Role.AUDITOR else None
    actor = Actor(first.person, first.tenant, role, second_factor=True, until=until)
    may = {Role.OWNER, Role.DEPUTY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
    if role in may:
        assert requests(actor, now, waiting=True) == ()
        return
    with pytest.raises(AccessDenied):
        requests(actor, now, waiting=True)
    with pytest.raises(AccessDenied):
        request(actor, CALL, now)


def test_another_tenants_request_is_not_there(first, other_tenant, now):
    name = asked(first, Subject.DELETE_CALL, now)
    stranger = Actor(first.person, other_tenant, Role.OWNER, second_factor=True)
    with pytest.raises(NoProposalError):
        request(stranger, name, now)
    assert requests(stranger, now, waiting=True) == ()
