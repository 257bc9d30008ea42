"""What voice tells of itself is one whole telling, readable by other versions, even on a full disk."""

from __future__ import annotations

import errno
import json

import pytest

from rufschutz.handover import health as module
from rufschutz.handover.health import FILE, NoRecording, VoiceHealth, read_health, write_health

HEALTH = VoiceHealth(at=1_000, pid=7, started_at=10, calls=3, why_not=NoRecording.DISK_LOW, facts_since=900)


def test_what_was_told_is_read_back(tmp_path):
    write_health(tmp_path, HEALTH)
    assert read_health(tmp_path) == HEALTH
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_nothing_was_told(tmp_path):
    assert read_health(tmp_path) is None


@pytest.mark.parametrize("bad", [b"", b"{", b"[]", b'{"at":"soon"}', b"\xff"])
def test_what_cannot_be_read_was_not_told(tmp_path, bad):
    (tmp_path / FILE).write_bytes(bad)
    assert read_health(tmp_path) is None


def test_other_versions_are_read(tmp_path):
    (tmp_path / FILE).write_text(
        json.dumps({"at": 5, "novel": True, "pid": 1, "started_at": 2}, separators=(",", ":"))
    )
    assert read_health(tmp_path) == VoiceHealth(at=5, pid=1, started_at=2)


def test_a_full_disk_is_told_over_the_last_telling(tmp_path, monkeypatch):
    write_health(tmp_path, HEALTH)

    def full(path, data):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_write", full)
    short = VoiceHealth(at=2_000, pid=7, started_at=10)
    write_health(tmp_path, short)
    assert read_health(tmp_path) == short
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_disk_that_takes_nothing_is_said_to_the_teller(tmp_path, monkeypatch):
    def gone(path, data):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(module, "_write", gone)
    with pytest.raises(OSError, match="No such file"):
        write_health(tmp_path, HEALTH)


def test_an_old_telling_is_stale():
    assert not HEALTH.stale(HEALTH.at + module.STALE_AFTER)
    assert HEALTH.stale(HEALTH.at + module.STALE_AFTER + 1)
