"""Consents as people see them: one sign per call, every change on its page."""

from __future__ import annotations

import pytest

from rufschutz.core.audit import access
from rufschutz.core.consent.queries import Mark, marks, of_call
from rufschutz.domain.access.request import Action
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.ids import PurposeId

MATTER = PurposeId("handle_matter")


@pytest.fixture
def seen(office, owner):
    return access.require(owner, Action.LIST_CALLS, MATTER, office.now)


def test_one_sign_per_call(office, seen):
    given, refused, asked_nothing = office.call("1"), office.call("2"), office.call("3")
    given.start().yes().end("yes_nothing_said")
    refused.start().no(RefusedBy.SILENCE).end("silence_or_unclear")
    asked_nothing.start().end("hung_up_in_notice")
    office.take()
    ids = [given.id, refused.id, asked_nothing.id]
    assert marks(seen, ids) == {given.id: Mark.GIVEN, refused.id: Mark.REFUSED}


def test_every_change_in_order(office, seen):
    caller = office.call().start().yes().record().speak().withdraw().destroy().end("yes_then_star")
    office.take()
    changes = of_call(seen, caller.id)
    assert [change.state for change in changes] == [ConsentState.GIVEN, ConsentState.WITHDRAWN]
    assert changes[0].text == "opening.keypad.ask_first"
    assert changes[0].promised == "P7D"
