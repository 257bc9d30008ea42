from __future__ import annotations

import typing

import pytest

from rufschutz.domain.call import events
from rufschutz.domain.call.conversation import Conversation
from rufschutz.domain.call.step import Menu, Step

EVENTS = [
    events.KeyPressed(1, events.Key.K5, 1, events.KeyMethod.RTP_EVENT),
    events.PlaybackEnded(1, 1, completed=True, peer_alive=True),
    events.TimerFired(1, events.Timer.ANSWER),
    events.FactStored(1, "fact"),
    events.CallerSilent(1),
    events.RecordingStopped(1, "artefact", 1, 1),
    events.RecordingDestroyed(1, "artefact"),
    events.RecorderFailed(1, "artefact", "reason"),
    events.Answered(1),
    events.RemoteChanged(1),
    events.Objected(1),
    events.Held(1),
    events.Resumed(1),
    events.HungUp(1, events.EndedBy.CALLER),
]


def test_the_list_of_events_is_complete():
    assert {type(event) for event in EVENTS} == set(typing.get_args(events.Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_in_a_bare_step_nothing_matters(make_script, ids, event):
    talk = Conversation(make_script(), ids)
    step = Step(talk)
    assert step.enter() is None
    assert step.handle(event) is None
    assert step.resumed() is None
    step.held()
    assert not step.settles_message
    assert talk.outbox.drain() == ()


def test_a_menu_without_a_prompt_and_keys_is_none(make_script, ids):
    with pytest.raises(TypeError, match="abstract"):
        Menu(Conversation(make_script(), ids))


def test_a_menu_comes_back_to_its_prompt_after_what_was_said_between(offered):
    offered.goes("""
        >> heard
        << timer answer 10000
        >> key 9
        << key 9
        << stop timer answer
        << say privacy.keypad
        >> key 3
        << say readback.number.caller_id last_two=47
        << text privacy.keypad cut
        >> heard
        << timer answer 10000
    """)
