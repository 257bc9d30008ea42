from __future__ import annotations

import os
import stat
import subprocess
import sys

from rufschutz.adapters.logs.files import LogFile

DAY = 86_400
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
    old = tmp_path / "voice-1.log"
    young, other = tmp_path / "voice-2.log", tmp_path / "web-1.log"
    for path in (old, young, other):
        path.write_text("x")
    aged(old, 14 * DAY + 60)
    aged(young, 13 * DAY)
    aged(other, 30 * DAY)
    LogFile(tmp_path, "voice", 14, 1_000).write("now", NOON)
    assert not old.exists()
    assert young.exists()
    assert other.exists(), "each process deletes its own"


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
