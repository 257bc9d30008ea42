from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

from rufschutz.voice.confinement import ConfinementError, allow_writes_only, trace_from_environment

CONFINED = """
import resource, sys, tempfile
from pathlib import Path
from rufschutz.voice.confinement import confine
allowed = Path(sys.argv[1])
confine((allowed,))
(allowed / "journal").write_bytes(b"x")
print(resource.getrlimit(resource.RLIMIT_CORE), open("/proc/self/status").read().count("CoreDumping"))
try:
    (allowed.parent / "elsewhere").write_bytes(b"x")
except Exception as error:
    print(type(error).__name__)
"""


@pytest.fixture
def hook(tmp_path):
    seen = []
    (tmp_path / "spool").mkdir()
    return allow_writes_only((tmp_path / "spool",), seen.append), seen


def test_writing_inside_is_allowed_and_seen(hook, tmp_path):
    allow, seen = hook
    allow("open", (str(tmp_path / "spool" / "a"), "wb", os.O_WRONLY | os.O_CREAT))
    assert seen == [str(tmp_path / "spool" / "a")]


@pytest.mark.rule("R12")
@pytest.mark.parametrize("name", ["b", "spool/../c", "spoolish"])
def test_writing_anywhere_else_is_refused(hook, tmp_path, name):
    with pytest.raises(ConfinementError):
        hook[0]("open", (str(tmp_path / name), "wb", os.O_WRONLY | os.O_CREAT))


def test_memory_that_looks_like_a_disk_is_no_way_out(hook):
    with pytest.raises(ConfinementError):
        hook[0]("open", ("/dev/shm/sound", "wb", os.O_WRONLY | os.O_CREAT))  # noqa: S108 - never opened
    hook[0]("open", (os.devnull, "wb", os.O_WRONLY))


def test_reading_is_nobodys_business(hook):
    hook[0]("open", ("/etc/hostname", "rb", os.O_RDONLY))
    hook[0]("socket.connect", ("anything",))
    hook[0]("open", (3, "wb", os.O_WRONLY))
    assert hook[1] == []


def test_a_link_out_of_the_directory_leads_nowhere(hook, tmp_path):
    (tmp_path / "spool" / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(ConfinementError):
        hook[0]("open", (str(tmp_path / "spool" / "link"), "wb", os.O_WRONLY))


def test_each_opened_path_can_be_traced(monkeypatch):
    read, write = os.pipe()
    monkeypatch.setenv("RUFSCHUTZ_OPEN_TRACE", str(write))
    trace_from_environment()("a journal")
    assert os.read(read, 100) == b"a journal\n"
    os.close(read)
    os.close(write)
    monkeypatch.delenv("RUFSCHUTZ_OPEN_TRACE")
    trace_from_environment()("nothing")


@pytest.mark.rule("R12")
def test_a_confined_process_dumps_no_core_and_writes_nowhere_else(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    run = subprocess.run(
        [sys.executable, "-c", CONFINED, str(inside)], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == ["(0, 0) 1", "ConfinementError"]
    assert not (tmp_path / "elsewhere").exists()
    assert resource.getrlimit(resource.RLIMIT_CORE) is not None
