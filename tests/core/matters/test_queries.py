"""Open matters, oldest first, masked, and those of one call."""

from __future__ import annotations

import pytest

from rufschutz.core.audit import access
from rufschutz.core.matters.actions import close
from rufschutz.core.matters.queries import of_call, of_calls, still_open
from rufschutz.domain.access.request import Action, Actor, Role
from rufschutz.domain.call.facts import About
from rufschutz.domain.ids import PersonId, PurposeId

MATTER = PurposeId("handle_matter")


def test_a_closed_one_is_open_no_longer(office, owner, operator):
    late = office.call("late", at=office.now + 9000).start().no().ask_back().end("refused")
    office.call("early").start().no().ask_back().end("refused")
    office.take()
    first, second = still_open(owner, MATTER, office.now)
    assert (first.number, second.call) == ("••• 01", late.id)
    close(owner, MATTER, first.id, office.desk.rules(office.tenant), office.now)
    assert [seen.id for seen in still_open(owner, MATTER, office.now)] == [second.id]
    agent = Actor(PersonId("4" * 32), office.tenant, Role.AGENT, second_factor=True)
    assert still_open(agent, MATTER, office.now) == ()
    with pytest.raises(access.AccessDenied):
        still_open(operator, MATTER, office.now)


def test_those_of_a_call(office, owner):
    caller = office.call().start().no().ask_back().end("refused")
    office.take()
    seen = access.require(owner, Action.LIST_CALLS, MATTER, office.now)
    (one,) = of_call(seen, caller.id)
    assert one.closed_at is None
    assert one.number_due_at is not None


@pytest.mark.rule("R110")
@pytest.mark.parametrize("about", list(About))
def test_for_whom_it_is_is_told_to_who_works_on_it(office, owner, about):
    office.call().start().no().ask_back(about=about).end("minor_or_third_voice")
    office.take()
    assert [seen.about for seen in still_open(owner, MATTER, office.now)] == [about]


def test_of_several_calls_an_open_one_comes_before_a_done_one(office, owner):
    caller = office.call("twice").start().no().ask_back().ask_back().end("refused")
    other = office.call("none", at=office.now + 9000).start().no().end("refused")
    office.take()
    seen = access.require(owner, Action.LIST_CALLS, MATTER, office.now)
    late = of_call(seen, caller.id)[-1]
    close(owner, MATTER, late.id, office.desk.rules(office.tenant), office.now)
    found = of_calls(seen, [caller.id, other.id])
    assert list(found) == [caller.id]
    assert found[caller.id].closed_at is None
