"""Who may see what is held, and what an erasure request meets with."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions import requests
from rufschutz.core.holds.errors import NoHoldError
from rufschutz.core.holds.queries import erasure_answer, hold, holds, tenant_of_hold, viewed_for
from rufschutz.domain.access.request import Role
from rufschutz.domain.access.table import CLAIMS, RIGHTS
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.hold.erasure import Answer
from rufschutz.domain.hold.hold import Kind, State


@pytest.mark.rule("R51")
def test_who_claims_and_who_watches_see_it_and_nobody_else(safe, now):
    placed = safe.place(now)
    (seen,) = holds(safe.first, CLAIMS, now)
    assert (seen.id, seen.state, seen.waiting) == (placed.hold, State.PROVISIONAL, Subject.PLACE_HOLD)
    assert seen.asked_name
    assert seen.covered == placed.covered
    assert seen.sounds == (safe.caller.artefact,)
    assert holds(safe.officer, RIGHTS, now) == (seen,)
    with pytest.raises(AccessDenied):
        holds(safe.agent, CLAIMS, now)
    assert hold(safe.first, CLAIMS, placed.hold, now) == seen
    with pytest.raises(NoHoldError):
        hold(safe.first, CLAIMS, "0" * 32, now)


def test_what_is_over_is_listed_apart(safe, now):
    name = safe.held(now)
    asked = requests.ask_release(safe.first, name, "vorbei", now)
    assert holds(safe.first, CLAIMS, now)[0].waiting is Subject.RELEASE_HOLD
    safe.agree(asked, now)
    assert holds(safe.first, CLAIMS, now) == ()
    (over,) = holds(safe.first, CLAIMS, now, over=True)
    assert not over.protects
    assert over.due_at is not None
    assert over.confirmed_name


@pytest.mark.rule("R51")
def test_an_erasure_request_meets_nothing_a_dispute_or_a_duty(safe, now):
    def found() -> Answer:
        with tenant_scope(safe.office.tenant):
            return erasure_answer(safe.call).answer

    assert found() is Answer.DELETE
    duty = safe.dispute(now, days=900, kind=Kind.LEGAL_DUTY)
    safe.place(now, duty)
    assert found() is Answer.RESTRICT
    safe.place(now)
    assert found() is Answer.REFUSE


def test_a_role_looks_for_its_own_claims_or_to_watch():
    assert viewed_for(Role.OWNER) == CLAIMS
    assert viewed_for(Role.AUDITOR) == RIGHTS


def test_whose_a_hold_is(safe, now):
    assert tenant_of_hold(safe.place(now).hold) == safe.office.tenant
    with pytest.raises(NoHoldError):
        tenant_of_hold("0" * 32)
