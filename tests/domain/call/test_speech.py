from __future__ import annotations

import pytest

from rufschutz.domain.call.commands import Language, Play, PlayTone, SlotValue, Speed, StopPlaying, Store
from rufschutz.domain.call.events import PlaybackEnded
from rufschutz.domain.call.outbox import Outbox
from rufschutz.domain.call.speech import Speech


@pytest.fixture
def outbox(make_script, ids):
    return Outbox(make_script(), ids)


@pytest.fixture
def speech(make_script, outbox):
    return Speech(make_script(), outbox)


def ended(playback, at=0, *, completed=True, alive=True):
    return PlaybackEnded(at, playback, completed=completed, peer_alive=alive)


def test_a_new_text_cuts_the_old(speech, outbox):
    speech.say("answer.yes")
    slots = (SlotValue("last_two", "47"),)
    speech.say("answer.silence", Speed.SLOW, slots)
    assert outbox.drain() == (
        Play(1, "answer.yes", Language.DE),
        StopPlaying(1),
        Play(2, "answer.silence", Language.DE, Speed.SLOW, slots),
    )


def test_silence_stays_silence(speech, outbox):
    speech.hush()
    speech.say("answer.yes")
    speech.hush()
    speech.hush()
    assert outbox.drain()[1:] == (StopPlaying(1),)


@pytest.mark.rule("R15")
def test_a_text_is_stored_with_its_hashes_and_how_long_it_was_heard(speech, outbox, make_script):
    outbox.now = 1_000
    speech.switch()
    speech.say("answer.yes", Speed.SLOW)
    outbox.now = 3_500
    assert speech.ended(ended(1, alive=False))
    played = outbox.drain()[-1].fact
    said = make_script().spoken["answer.yes", Language.EN, Speed.SLOW]
    assert (played.text_sha256, played.audio_sha256) == (said.text_sha256, said.audio_sha256)
    assert (played.text, played.language, played.length) == ("answer.yes", Language.EN, 2_500)
    assert (played.completed, played.alive) == (True, False)


def test_a_text_without_a_slow_form_is_said_at_normal_speed(make_script, outbox):
    normal = {key: said for key, said in make_script().spoken.items() if key[2] is Speed.NORMAL}
    Speech(make_script(spoken=normal), outbox).say("answer.yes", Speed.SLOW)
    assert outbox.drain()[0].speed is Speed.NORMAL


def test_the_end_of_a_cut_text_is_stored_but_moves_nothing(speech, outbox):
    speech.say("answer.yes")
    speech.say("answer.silence")
    assert not speech.ended(ended(1, completed=False))
    assert outbox.drain()[-1].fact.text == "answer.yes"
    assert speech.ended(ended(2))
    assert not speech.ended(ended(2))


def test_the_tone_is_no_text(speech, outbox):
    speech.say("answer.yes")
    assert speech.tone() == 2
    assert outbox.drain()[1:] == (StopPlaying(1), PlayTone(2))
    assert speech.ended(ended(2))
    assert outbox.drain() == ()


def test_at_the_end_of_the_call_everything_open_was_cut(speech, outbox):
    speech.say("answer.yes")
    speech.tone()
    outbox.drain()
    speech.cut_off()
    (stored,) = outbox.drain()
    assert isinstance(stored, Store)
    assert (stored.fact.completed, stored.fact.alive) == (False, False)
    speech.cut_off()
    assert outbox.drain() == ()


def test_the_languages_take_turns(speech):
    speech.switch()
    assert speech.language is Language.EN
    speech.switch()
    assert speech.language is Language.DE
