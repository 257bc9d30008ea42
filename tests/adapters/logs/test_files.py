from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from rufschutz.adapters.logs.files import LogFile, forget_old

DAY = 86_400
OLD = "20240101T12000000000"
NOON = 20_000 * DAY + DAY // 2


def aged(path, seconds):
    at = NOON - seconds
    os.utime(path, (at, at))
    return path


def test_a_line_lands_in_the_file_of_the_process(tmp_path):
    file = LogFile(tmp_path, "voice", 14, 1_000)
    file.write("one", NOON)
    file.write("two", NOON)
    assert (tmp_path / "voice.log").read_text() == "one\ntwo\n"
    assert stat.S_IMODE((tmp_path / "voice.log").stat().st_mode) == 0o640


def test_a_full_file_moves_aside(tmp_path):
    file = LogFile(tmp_path, "voice", 14, 10)
    for word in ("0123456789", "next"):
        file.write(word, NOON)
    assert (tmp_path / "voice.log").read_text() == "next\n"
    (moved,) = tmp_path.glob("voice-*.log")
    assert moved.read_text() == "0123456789\n"


def test_a_new_day_begins_a_new_file_even_if_nothing_is_logged(tmp_path):
    file = LogFile(tmp_path, "voice", 14, 1_000)
    file.write("yesterday", NOON)
    file.tidy(NOON + DAY)
    assert (tmp_path / "voice.log").read_text() == ""
    assert len(list(tmp_path.glob("voice-*.log"))) == 1


def test_what_is_older_than_its_days_is_deleted_and_nothing_else(tmp_path):
    old = tmp_path / f"voice-{OLD}1.log"
    young, other = tmp_path / f"voice-{OLD}2.log", tmp_path / f"web-{OLD}1.log"
    for path in (old, young, other):
        path.write_text("x")
    aged(old, 14 * DAY + 60)
    aged(young, 13 * DAY)
    aged(other, 30 * DAY)
    LogFile(tmp_path, "voice", 14, 1_000).write("now", NOON)
    assert not old.exists()
    assert young.exists()
    assert other.exists(), "each process deletes its own"


@pytest.fixture
def left(tmp_path):
    """What stands in a log directory of which each file is 15 days old."""
    for name in ("voice.log", f"voice-{OLD}1.log", f"web-{OLD}1.log", "other.log", "voice.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "worker.log").touch()
    for path in tmp_path.iterdir():
        aged(path, 15 * DAY)
    return tmp_path


def test_what_a_process_left_that_never_starts_again_goes_too(left):
    assert forget_old(left, ("voice", "worker", "web"), 15, NOON) == ()
    assert len(list(left.iterdir())) == 6
    assert forget_old(left, ("voice", "worker", "web"), 14, NOON) == ()
    assert sorted(path.name for path in left.iterdir()) == ["other.log", "voice.txt", "worker.log"]


def test_a_link_deletes_nothing_elsewhere(tmp_path):
    elsewhere, logs = tmp_path / "kept", tmp_path / "logs"
    elsewhere.write_text("x")
    logs.mkdir()
    (logs / f"voice-{OLD}1.log").symlink_to(aged(elsewhere, 30 * DAY))
    assert forget_old(logs, ("voice",), 14, NOON) == ()
    assert elsewhere.exists()


def test_what_cannot_be_deleted_is_named_and_the_rest_goes(left, monkeypatch):
    unlink = type(left).unlink

    def refusing(path):
        if path.name == f"voice-{OLD}1.log":
            raise PermissionError(path)
        unlink(path)

    monkeypatch.setattr(type(left), "unlink", refusing)
    assert forget_old(left, ("voice", "web"), 14, NOON) == (f"voice-{OLD}1.log",)
    assert not (left / f"web-{OLD}1.log").exists()


def test_a_process_that_slept_longer_than_its_days_goes_on_when_its_file_is_gone(tmp_path):
    file = LogFile(tmp_path, "voice", 14, 1_000)
    file.write("before", NOON)
    aged(tmp_path / "voice.log", 0)
    forget_old(tmp_path, ("voice",), 14, NOON + 20 * DAY)
    file.write("after", NOON + 20 * DAY)
    assert (tmp_path / "voice.log").read_text() == "after\n"


def test_a_silent_process_deletes_too(tmp_path):
    file = LogFile(tmp_path, "voice", 14, 1_000)
    file.write("now", NOON)
    file.tidy(NOON + DAY)
    (moved,) = tmp_path.glob("voice-*.log")
    os.utime(moved, (NOON, NOON))
    file.tidy(NOON + 16 * DAY)
    assert not moved.exists()


def test_a_restart_goes_on_in_todays_file_and_moves_yesterdays(tmp_path):
    (tmp_path / "voice.log").write_text("before\n")
    aged(tmp_path / "voice.log", 60)
    LogFile(tmp_path, "voice", 14, 1_000).write("after", NOON)
    assert (tmp_path / "voice.log").read_text() == "before\nafter\n"
    aged(tmp_path / "voice.log", 2 * DAY)
    LogFile(tmp_path, "voice", 14, 1_000).write("today", NOON)
    assert (tmp_path / "voice.log").read_text() == "today\n"


def test_killed_in_the_midst_of_writing_every_line_is_whole(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from rufschutz.adapters.logs.files import LogFile\n"
        "file = LogFile(Path(sys.argv[1]), 'voice', 14, 3000)\n"
        "print('up', flush=True)\n"
        "while True: file.write('x' * 99, time.time())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"up\n"
        while len(list(tmp_path.glob("*.log"))) < 5:
            pass
        process.kill()
    lines = [line for path in tmp_path.glob("*.log") for line in path.read_text().splitlines()]
    assert set(lines) == {"x" * 99}
    LogFile(tmp_path, "voice", 14, 3_000).write("x" * 99, NOON)


@pytest.mark.parametrize(
    "name", ["voice-mail.log", "web-server.log", "web2.log", "voice-20240101.log", f"voice-{OLD}1.log.log"]
)
def test_logs_of_other_programs_in_the_same_directory_stay(tmp_path, name):
    (tmp_path / name).write_text("x")
    aged(tmp_path / name, 400 * DAY)
    assert forget_old(tmp_path, ("voice", "worker", "web"), 14, NOON) == ()
    LogFile(tmp_path, "voice", 14, 1_000).write("now", NOON)
    assert (tmp_path / name).exists()
