"""A star takes the key of a message away although the writer waits for a disk."""

from __future__ import annotations

import os
import threading

from rufschutz.domain.ids import ArtefactId, PlanVersion
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.recorder import Recorder
from rufschutz.voice.recorder.shredder import Shredder


def test_a_key_goes_and_others_stay(tmp_path):
    for name in ("a.wrap", "b.wrap"):
        (tmp_path / name).touch()
    shredder = Shredder(tmp_path)
    shredder.start()
    shredder.doom(ArtefactId("a"))
    shredder.doom(ArtefactId("never-was"))
    shredder.close()
    assert [path.name for path in tmp_path.iterdir()] == ["b.wrap"]


def test_the_star_does_not_wait_for_another_recordings_disk(studio, tmp_path, grant, monkeypatch):
    slow, go_on, really = threading.Event(), threading.Event(), os.fdatasync

    def sync(descriptor):
        slow.set()
        go_on.wait(10)
        really(descriptor)

    events = []
    recorder = Recorder(tmp_path, events.append, lambda: 0)
    recorder.start()
    starred, other = (
        recorder.open(grant, ArtefactId(name), PlanVersion("plan"), studio.key, Codec.PCMA)
        for name in ("starred", "other")
    )
    while len(list(tmp_path.glob("*.journal"))) < 2:
        pass
    monkeypatch.setattr(os, "fdatasync", sync)
    recorder.close(other)
    assert slow.wait(5)
    recorder.destroy(starred)
    deadline = threading.Event()
    while (tmp_path / "starred.wrap").exists():
        assert not deadline.wait(0.001)
    assert events == []
    go_on.set()
    recorder.stop()
    assert not list(tmp_path.glob("starred.*"))
