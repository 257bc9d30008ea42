"""One call's glue: commands become sound, timers, facts and journals, in order."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.domain.call import events
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.recorder import Recorder, Stopped
from rufschutz.voice.scripts import Caller, script_for
from rufschutz.voice.session import CallSession, Ports
from rufschutz.voice.sounds import ClipStore


class Loop:
    """A loop whose time the test moves."""

    def __init__(self):
        self.now = 0
        self.waiting = []

    def call_later(self, seconds, function, *arguments):
        handle = SimpleNamespace(at=self.now + seconds * 1000, call=lambda: function(*arguments))
        handle.cancel = lambda: self.waiting.remove(handle) if handle in self.waiting else None
        self.waiting.append(handle)
        return handle

    def call_soon_threadsafe(self, function, *arguments):
        function(*arguments)

    def until(self, ms):
        while due := sorted((h for h in self.waiting if h.at <= ms), key=lambda h: h.at):
            self.waiting.remove(due[0])
            self.now = due[0].at
            due[0].call()
        self.now = ms


class Media:
    def __init__(self):
        self.log = []
        self.playing = None

    def play(self, playback, sound, now):
        self.playing = playback
        self.log.append(f"play {len(sound) // 8}")

    def stop(self, now):
        self.log.append("stop")

    def start_capture(self, grant, sink, now, silence):
        grant.require()
        self.grant, self.sink = grant, sink
        self.log.append("capture")

    def settle_capture(self):
        self.log.append("settle")

    def pause_capture(self):
        self.log.append("pause")

    def resume_capture(self, grant, sink, now):
        grant.require()
        self.log.append("resume")

    def stop_capture(self, now):
        self.log.append("end capture")
        return 1_500

    def discard_capture(self):
        self.log.append("discard")


class Ids:
    def __init__(self):
        self.count = 0

    def fact(self):
        self.count += 1
        return f"fact-{self.count}"

    def artefact(self):
        return "artefact-1"

    def playback(self):
        self.count += 1
        return self.count


class Call:
    """A call under test. Facts are durable as soon as they are stored."""

    def __init__(self, kit, directory, number="+493023125047"):
        self.loop, self.media, self.told, self.ended = Loop(), Media(), [], []
        self.facts, self.hung_up = [], []
        self.recorder = Recorder(directory, self.told.append, lambda: self.loop.now)
        ports = Ports(
            self.media, Codec.PCMA, self.recorder, ClipStore(kit.clips), self._store, lambda: self.loop.now,
            self.hung_up.append, lambda *_: None, self.ended.append,
        )  # fmt: skip
        script = script_for(kit.plan, "call-1", Caller(number, withheld=False), 0)
        self.session = CallSession(kit.plan, script, Ids(), ports, self.loop)

    def _store(self, fact, stored):
        self.facts.append(fact)
        self.loop.call_later(0, stored)

    def played(self, alive=True):
        self.loop.until(self.loop.now + 300)
        self.session.feed(events.PlaybackEnded(self.loop.now, self.media.playing, True, alive))

    def press(self, key):
        self.loop.until(self.loop.now + 400)
        now = self.loop.now
        self.session.key(events.KeyPressed(now, events.Key(key), now - 20, events.KeyMethod.RTP_EVENT))
        self.loop.until(now)

    def names(self):
        return [type(fact).__name__ for fact in self.facts]


@pytest.fixture
def call(kit, tmp_path):
    (tmp_path / "journals").mkdir()
    made = Call(kit, tmp_path / "journals")
    made.session.feed(events.Answered(0))
    return made


def test_keys_wait_for_the_end_of_the_ai_sentence(call):
    call.session.key(events.KeyPressed(50, events.Key.K2, 50, events.KeyMethod.RTP_EVENT))
    assert "KeyHeard" not in call.names()
    call.loop.until(100)
    assert "KeyHeard" in call.names()
    assert "stop" in call.media.log


@pytest.mark.rule("R12")
def test_nothing_is_captured_before_the_consent_is_durable_and_the_opening_sentence_said(call):
    call.played()
    call.press("1")
    assert call.names().index("ConsentChanged") < call.names().index("RecordingStarted")
    assert "capture" not in call.media.log
    assert not call.session.recording
    call.played()
    assert call.media.log[-2:] == ["capture", "play 200"]
    assert call.session.recording


@pytest.mark.rule("R15")
def test_the_first_sound_in_the_journal_says_that_it_runs(call, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(call.recorder, "feed_prompt", lambda _, sound: said.append(len(sound) // 8))
    call.played()
    call.press("1")
    assert said == [200]
    call.press("7")
    call.played()
    assert said == [200]


def test_a_stopped_recording_comes_with_how_much_was_voice(call):
    call.played()
    call.press("1")
    call.played()
    call.played()
    call.press("#")
    assert "end capture" in call.media.log
    assert call.session.voiced("artefact-1") == 1_500


def test_what_was_said_before_the_hash_is_settled_while_the_grant_lives(call):
    call.played()
    call.press("1")
    call.played()
    call.played()
    grants = []
    call.media.settle_capture = lambda: grants.append(call.media.grant.alive)
    call.press("#")
    assert grants == [True]
    assert not call.media.grant.alive


@pytest.mark.rule("R17")
def test_the_star_ends_capture_before_anything_is_said(call):
    call.played()
    call.press("1")
    call.played()
    call.played()
    before = len(call.media.log)
    call.press("*")
    assert call.media.log[before] == "discard"
    assert not call.session.recording


def test_nine_pauses_and_goes_on_under_the_same_grant(call):
    call.played()
    call.press("1")
    call.played()
    call.played()
    call.press("9")
    assert call.media.log[-2:] == ["pause", "play 200"]
    call.played()
    assert "resume" in call.media.log


def test_a_text_that_cannot_be_played_is_silence_and_not_the_end_of_the_call(kit, tmp_path, caplog):
    (tmp_path / "journals").mkdir()
    clip = kit.plan.texts["opening.keypad.ask_first"].utterances["de.normal"].pieces[0].clip
    (kit.clips / f"{clip.alaw_sha256}.alaw").unlink()
    broken = Call(kit, tmp_path / "journals")
    broken.session.feed(events.Answered(0))
    assert broken.media.log == ["play 20"]
    assert "cannot be played" in caplog.text


def test_a_recorder_that_failed_a_moment_ago_costs_neither_words_nor_facts(call):
    call.played()
    call.press("1")
    call.played()
    call.played()
    call.session._tapes["artefact-1"].failed = True
    call.press("9")
    assert call.media.log[-1] == "play 200"
    assert call.names()[-1] == "RecordingPaused"
    assert not call.session.recording
    assert call.hung_up == []


def test_a_command_that_fails_ends_its_own_call_with_every_fact(call, caplog):
    call.played()
    call.press("1")
    call.played()

    def broken():
        raise KeyError

    call.media.pause_capture = broken
    call.played()
    call.press("9")
    assert call.media.log[-2:] == ["discard", "play 200"]
    assert not call.session.recording
    assert call.hung_up == [events.EndedBy.ASSISTANT]
    assert call.names()[-1] == "RecordingPaused"
    assert "a call failed" in caplog.text


def test_a_machine_that_fails_ends_its_own_call(call, monkeypatch):
    def broken(event):
        raise KeyError

    monkeypatch.setattr(call.session._machine, "handle", broken)
    call.session.feed(events.CallerSilent(call.loop.now))
    assert call.hung_up == [events.EndedBy.ASSISTANT]


def test_a_recording_that_never_listened_holds_no_voice(call):
    call.played()
    call.press("1")
    call.session.feed(events.HungUp(call.loop.now, events.EndedBy.CALLER))
    assert call.session.voiced("artefact-1") == 0


def test_a_pause_before_the_tone_leaves_the_beginning_of_the_capture_to_the_tone(call):
    call.played()
    call.press("1")
    call.press("9")
    call.played()
    call.played()
    assert "resume" not in call.media.log
    assert call.media.log[-2:] == ["capture", "play 200"]
    assert call.session.recording


def test_hanging_up_stops_every_timer_and_tells_the_end_once(call):
    call.played()
    call.session.feed(events.HungUp(call.loop.now, events.EndedBy.CALLER))
    call.loop.until(call.loop.now + 60_000)
    assert call.names()[-1] == "CallEnded"
    assert call.session.over
    assert call.ended == [call.session]


def test_a_hang_up_in_mid_message_settles_the_recording_first(call):
    call.played()
    call.press("1")
    call.played()
    call.played()
    call.session.feed(events.HungUp(call.loop.now, events.EndedBy.CALLER))
    assert call.ended == []
    ended = Stopped("artefact-1", 2_000)
    voiced = call.session.voiced(ended.artefact)
    call.session.feed(events.RecordingStopped(call.loop.now, ended.artefact, ended.length, voiced))
    call.loop.until(call.loop.now + 1_000)
    assert call.names()[-2:] == ["RecordingKept", "CallEnded"]
    assert call.ended == [call.session]
