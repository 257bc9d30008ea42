"""What a withdrawal would end is asked under the rules of access, and only once the call is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.audit.access import NotFound
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.withdrawable import withdrawable
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Role
from rufschutz.domain.consent.withdrawal import CallStillRunning, NothingToWithdraw
from rufschutz.domain.ids import CallId, LineId


@pytest.mark.usefixtures("scope")
def test_the_consent_and_every_stored_sound_are_named_due_now(office, owner, line):
    caller = office.recorded()
    found = withdrawable(owner, caller.id, office.now)
    assert found.given == ("record_matter",)
    assert [(thing.artefact, thing.due_at) for thing in found.recordings] == [(caller.artefact, office.now)]
    assert found.length == 2000


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("state", list(State))
def test_sound_in_any_state_that_may_be_stored_is_named(office, owner, state):
    caller = office.recorded()
    Recording.objects.update(state=state)
    gone = state in {State.ERASED, State.DESTROYED_BEFORE_STORAGE}
    assert (withdrawable(owner, caller.id, office.now).recordings == ()) is gone


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_owner_and_the_lines_own_agent_alone_may_ask(office, owner, line, role):
    caller = office.recorded()
    actor = replace(owner, role=role, lines=frozenset({line}), until=office.now + 1)
    if role in {Role.OWNER, Role.AGENT}:
        assert withdrawable(actor, caller.id, office.now).given
    else:
        with pytest.raises(AccessDenied):
            withdrawable(actor, caller.id, office.now)


@pytest.mark.usefixtures("scope")
def test_an_agent_of_another_line_may_not(office, owner):
    caller = office.recorded()
    actor = replace(owner, role=Role.AGENT, lines=frozenset({LineId("9" * 32)}))
    with pytest.raises(AccessDenied):
        withdrawable(actor, caller.id, office.now)


@pytest.mark.usefixtures("scope")
def test_a_running_call_a_refusal_and_an_unknown_call_are_refused(office, owner):
    running = office.call("running").start().yes().record()
    refused = office.call("refused").start().no().end("refused")
    office.take()
    with pytest.raises(CallStillRunning):
        withdrawable(owner, running.id, office.now)
    with pytest.raises(NothingToWithdraw):
        withdrawable(owner, refused.id, office.now)
    with pytest.raises(NotFound):
        withdrawable(owner, CallId("0" * 32), office.now)
