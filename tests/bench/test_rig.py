from __future__ import annotations

import mmap
import time
from typing import TYPE_CHECKING

from rufschutz.bench import rig
from rufschutz.domain.moments import Millis
from rufschutz.vault.seal.suite import require_suite
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.recorder import Recorder, Stopped

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.voice.recorder import RecorderEvent


def test_a_measured_call_has_a_grant_of_its_own_from_the_gate() -> None:
    first, second = rig.granted(1), rig.granted(2)
    assert first.alive
    assert first.call != second.call


def test_the_key_is_of_the_suite_that_is_written() -> None:
    require_suite(rig.ingest_key())


def test_use_of_cpu_and_memory_is_seen() -> None:
    before = rig.usage()
    until = time.process_time() + 0.05
    held = mmap.mmap(-1, 20_000_000)  # pages of its own: the heap may have room left
    held.write(b"x" * len(held))
    while time.process_time() < until:
        pass
    after = rig.usage()
    assert after.cpu - before.cpu >= 0.03
    assert after.memory - before.memory > len(held) / 2


def test_a_measured_recording_is_a_recording(tmp_path: Path) -> None:
    events: list[RecorderEvent] = []
    recorder = Recorder(tmp_path, events.append, lambda: Millis(0))
    recorder.start()
    recording = rig.open_recording(recorder, rig.granted(7), rig.ingest_key(), Codec.PCMA, 7)
    recording.feed(rig.PROMPT[:8_000])
    recorder.close(recording)
    recorder.stop()
    assert events == [Stopped(recording.artefact, Millis(1_000))]
