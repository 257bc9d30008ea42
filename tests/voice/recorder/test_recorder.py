from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rufschutz.domain.consent.grant import GrantError
from rufschutz.domain.ids import ArtefactId
from rufschutz.domain.moments import Millis
from rufschutz.vault.open.journal import Gap, JournalState, Sound
from rufschutz.voice.recorder import Destroyed, Failed, Stopped
from rufschutz.voice.recorder.errors import RecordingShutError

if TYPE_CHECKING:
    Studio = Any

ARTEFACT = ArtefactId("artefact")
SRC = Path(__file__).parents[3] / "src"


def test_a_recording_is_read_back_as_it_was_spoken(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.speak(recording, 120)
    studio.recorder.close(recording)
    assert studio.work() == [Stopped(ARTEFACT, Millis(2_400))]
    opened = studio.read()
    assert opened.sound() == b"a" * 160 * 120
    assert opened.state is JournalState.COMPLETE
    assert (opened.head.consent, opened.head.purpose) == (grant.consent, grant.purpose)
    assert (opened.head.codec, opened.head.rate) == ("PCMA", 8_000)


@pytest.mark.rule("R12")
def test_without_a_living_grant_no_file_comes_to_be(studio: Studio, gate: Any, grant: Any) -> None:
    gate.end()
    with pytest.raises(GrantError):
        studio.open(grant)
    assert studio.work() == []
    assert studio.files() == []


@pytest.mark.rule("R20")
def test_the_first_sound_inside_is_the_sentence_that_it_runs(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.recorder.feed_prompt(recording, b"p" * 20_000)
    studio.speak(recording, 10, "c")
    studio.recorder.close(recording)
    assert studio.work() == [Stopped(ARTEFACT, Millis(2_700))]
    assert studio.read().sound() == b"p" * 20_000 + b"c" * 1_600


def test_the_first_second_is_sealed_at_once_and_the_others_together(studio, grant, monkeypatch):
    recording = studio.open(grant)
    hurried = []
    monkeypatch.setattr(
        studio.recorder._writer, "put", lambda recording, job, *, at_once=False: hurried.append(at_once)
    )
    studio.speak(recording, 150)
    assert hurried == [True, False, False]


def test_a_prompt_comes_after_what_was_spoken_before_it(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.speak(recording, 1, "a")
    studio.recorder.feed_prompt(recording, b"p" * 160)
    studio.recorder.close(recording)
    studio.work()
    assert studio.read().sound() == b"a" * 160 + b"p" * 160


def test_a_pause_is_a_marked_gap(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.speak(recording, 1, "a")
    studio.recorder.pause(recording, "privacy_text")
    studio.speak(recording, 100, "x")
    studio.now = Millis(12_000)
    studio.recorder.resume(recording, grant)
    studio.speak(recording, 1, "b")
    studio.recorder.close(recording)
    studio.work()
    expected = (Sound(b"a" * 160), Gap(12_000, "privacy_text"), Sound(b"b" * 160))
    assert studio.read().parts == expected


def test_a_call_that_ends_in_a_pause_ends_in_a_gap(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.recorder.pause(recording, "privacy_text")
    studio.now = Millis(700)
    studio.recorder.close(recording)
    studio.work()
    assert studio.read().parts == (Gap(700, "privacy_text"),)


@pytest.mark.rule("R17")
def test_destroying_leaves_nothing_and_says_so_once(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.speak(recording, 60)
    studio.work()
    assert studio.files() == ["artefact.journal", "artefact.wrap"]
    studio.speak(recording, 60)
    studio.recorder.destroy(recording)
    studio.recorder.destroy(recording)
    studio.speak(recording, 60)
    assert studio.work() == [Destroyed(ARTEFACT)]
    assert studio.files() == []


@pytest.mark.rule("R17")
def test_destruction_overtakes_everything_that_waits(studio: Studio, grant: Any) -> None:
    first, second = studio.open(grant, "first"), studio.open(grant, "second")
    studio.speak(first, 100)
    studio.speak(second, 100)
    studio.recorder.close(first)
    studio.recorder.destroy(second)
    assert studio.work() == [Destroyed(ArtefactId("second")), Stopped(ArtefactId("first"), Millis(2_000))]
    assert studio.files() == ["first.journal", "first.wrap"]


def test_a_closed_recording_can_still_be_destroyed(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.recorder.close(recording)
    studio.work()
    studio.recorder.destroy(recording)
    assert studio.work() == [Stopped(ARTEFACT, Millis(0)), Destroyed(ARTEFACT)]
    assert studio.files() == []


def test_closing_twice_is_closing_once(studio: Studio, grant: Any) -> None:
    recording = studio.open(grant)
    studio.recorder.close(recording)
    studio.recorder.close(recording)
    assert len(studio.work()) == 1


def test_no_prompt_is_written_after_the_end_or_without_a_grant(studio: Studio, gate: Any, grant: Any) -> None:
    recording = studio.open(grant)
    gate.end()
    with pytest.raises(GrantError):
        studio.recorder.feed_prompt(recording, b"p")
    studio.recorder.close(recording)
    with pytest.raises(RecordingShutError):
        studio.recorder.feed_prompt(recording, b"p")


def test_a_directory_that_takes_no_file_is_reported_and_raises_nothing(studio: Studio, grant: Any) -> None:
    studio.directory.rmdir()
    recording = studio.open(grant)
    studio.speak(recording, 100)
    studio.recorder.close(recording)
    (event,) = studio.work()
    assert isinstance(event, Failed)
    assert recording.shut
    studio.directory.mkdir()
    studio.recorder.destroy(recording)
    assert studio.work()[1:] == [Destroyed(ARTEFACT)]


def test_the_thread_writes_and_reports_by_itself(studio: Studio, grant: Any) -> None:
    studio.recorder.start()
    recording = studio.open(grant)
    for _ in range(50):
        studio.recorder.feed(recording, b"a" * 160)
    studio.recorder.close(recording)
    studio.recorder.stop()
    assert studio.events == [Stopped(ARTEFACT, Millis(1_000))]


def test_a_recording_that_is_open_at_the_stop_reads_as_cut_short(studio: Studio, grant: Any) -> None:
    studio.recorder.start()
    studio.speak(studio.open(grant), 75)
    studio.recorder.stop()
    opened = studio.read()
    assert (opened.state, opened.length_ms) == (JournalState.CUT_SHORT, 1_000)


DIES = """
import sys
from pathlib import Path
from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.handover.plan import IngestKey
from rufschutz.vault.seal.suite import SUITE
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.recorder import Recorder

directory, public = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
gate = ConsentGate("tenant", "call", 300)
gate.ask("record_matter", 1)
gate.played(1, 0, completed=True, alive=True)
gate.yes(300, "consent")
recorder = Recorder(directory, lambda event: None, lambda: 0)
recorder.start()
key = IngestKey("epoch", SUITE, public)
recording = recorder.open(gate.stored("consent"), "artefact", "plan", key, Codec.PCMA)
for _ in range(175):
    recording.feed(b"k" * 160)
journal = directory / "artefact.journal"
while not journal.exists() or journal.stat().st_size < 24_000:
    pass
print("three seconds are written", flush=True)
sys.stdin.read()
"""


def test_a_killed_process_loses_the_unfinished_second_at_most(studio: Studio) -> None:
    public = studio.key.public_key.hex()
    command = [sys.executable, "-c", DIES, str(studio.directory), public]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONPATH": str(SRC)}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    opened = studio.read()
    assert opened.state is JournalState.CUT_SHORT
    assert opened.sound() == b"k" * 24_000
