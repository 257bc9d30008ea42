"""Asking changes nothing but the queue: who may, for what, and only once."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions import requests
from rufschutz.core.holds.covered import covered
from rufschutz.core.holds.errors import NoHoldError
from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import State
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.rule("R44")
def test_what_is_asked_says_how_many_things_it_reaches_and_changes_nothing(safe, now):
    hold = safe.held(now)
    asked = requests.ask_release(safe.first, hold, "Streit beigelegt", now)
    with tenant_scope(safe.office.tenant):
        row = Proposal.objects.get(id=asked)
        assert (row.subject, row.target, row.count) == ("release_hold", hold, covered(safe.call).total)
    assert safe.row(hold).state == State.CONFIRMED
    with pytest.raises(ProposalError):
        requests.ask_release(safe.first, hold, "noch einmal", now)


@pytest.mark.rule("R44")
def test_neither_agent_nor_officer_asks_and_nobody_without_a_reason(safe, now):
    hold, later = safe.held(now), Millis(now + 350 * DAY)
    for actor in (safe.agent, safe.officer):
        with pytest.raises(AccessDenied):
            requests.ask_release(actor, hold, "weg", now)
        with pytest.raises(AccessDenied):
            requests.ask_renewal(actor, hold, later, "länger", now)
    with pytest.raises(ProposalError):
        requests.ask_release(safe.first, hold, " ", now)


def test_a_renewal_is_to_a_later_day_and_of_what_is_there(safe, now):
    hold = safe.held(now)
    with pytest.raises(errors.EndDateError):
        requests.ask_renewal(safe.first, hold, Millis(now + 400 * DAY), "länger", now)
    with pytest.raises(NoHoldError):
        requests.ask_release(safe.first, "0" * 32, "weg", now)


def test_a_restriction_is_lifted_not_released(safe, now):
    lock = safe.restrict(now).hold
    with pytest.raises(errors.OtherWayError):
        requests.ask_release(safe.first, lock, "weg", now)
    assert requests.ask_lift(safe.first, lock, "geklärt", now)
