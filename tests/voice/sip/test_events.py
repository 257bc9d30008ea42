"""What an owner is told holds nothing that a caller withheld."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from rufschutz.voice.sip import events


@pytest.mark.parametrize("kind", get_args(events.SipEvent))
def test_every_event_is_frozen_and_names_its_dialog(kind):
    assert kind.__dataclass_params__.frozen
    assert dataclasses.fields(kind)[0].name == "dialog"


def test_a_withheld_number_is_nowhere_in_the_event(agent):
    agent.call(
        sender='"+49 30 23125 001" <sip:anonymous@anonymous.invalid>',
        extra=("Privacy: id", "P-Asserted-Identity: <sip:+493023125001@example.org>"),
    )

    assert "23125" not in repr(agent.last(events.IncomingCall))
    assert agent.last(events.IncomingCall).caller.withheld
