"""A data subject asks without the house: anyone there can be the second person, and time is theirs."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import Shown, approve, ask, ask_alone, locked, take_effect_due
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.domain.approval.proposal import Way
from rufschutz.domain.approval.subject import SUBJECT_WAITS, Subject
from rufschutz.domain.moments import Millis

CALL = "d" * 32


def wanted(subject=Subject.ERASE_ON_REQUEST) -> Shown:
    return Shown(subject, "{}", "Mit dem Beleg", target=CALL, count=3)


def asked(tenant, now, **said) -> str:
    with locked(tenant):
        return ask_alone(tenant, wanted(**said), now)


@pytest.mark.rule("R44")
def test_an_erasure_a_data_subject_asked_for_is_approved_by_anyone_or_by_time(first, done, now):
    name = asked(first.tenant, now)
    with tenant_scope(first.tenant):
        row = Proposal.objects.get(id=name)
    assert (row.requester, row.way, row.ripe_at) == ("", Way.DEADLINE, now + SUBJECT_WAITS)
    approve(first, name, row.sha256, now, now)
    assert done == [("erase_on_request", CALL)]


def test_nobody_approves_it_and_it_goes_by_time(first, done, now):
    asked(first.tenant, now)
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == (CALL,)
    assert done == [("erase_on_request", CALL)]


def test_nothing_else_is_asked_for_that_way(first, now):
    with pytest.raises(ProposalError):
        asked(first.tenant, now, subject=Subject.DELETE_CALL)


def test_asked_twice_it_waits_once_whoever_asked(first, now):
    asked(first.tenant, now)
    with pytest.raises(ProposalError, match="already"):
        asked(first.tenant, now)
    with pytest.raises(ProposalError, match="already"), locked(first.tenant):
        ask(first, wanted(), now)
