"""The kernel says who is alive; asking does not disturb."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rufschutz.handover.spool.lock import WriterBusy, WriterLock, alive_since, is_alive

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, pathlib
from rufschutz.handover.spool.lock import WriterLock
lock = WriterLock.take(pathlib.Path(sys.argv[1]), "v1")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_writer_that_never_was_is_not_alive(tmp_path: Path) -> None:
    assert not is_alive(tmp_path, "v1")


def test_a_name_has_one_writer(tmp_path: Path) -> None:
    lock = WriterLock.take(tmp_path, "v1")
    with pytest.raises(WriterBusy, match="v1"):
        WriterLock.take(tmp_path, "v1")
    lock.release()
    lock.release()
    WriterLock.take(tmp_path, "v1").release()


def test_another_name_is_free(tmp_path: Path) -> None:
    lock = WriterLock.take(tmp_path, "v1")
    WriterLock.take(tmp_path, "v2").release()
    assert (is_alive(tmp_path, "v1"), is_alive(tmp_path, "v2")) == (True, False)
    lock.release()
    assert not is_alive(tmp_path, "v1")


def test_asking_does_not_release_the_lock(tmp_path: Path) -> None:
    lock = WriterLock.take(tmp_path, "v1")
    assert [is_alive(tmp_path, "v1") for _ in range(3)] == [True] * 3
    lock.release()


def test_life_ends_with_the_process_however_it_ends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert is_alive(tmp_path, "v1")
        process.kill()
    assert not is_alive(tmp_path, "v1")


def test_a_life_is_dated_from_when_its_process_took_the_name(tmp_path: Path) -> None:
    WriterLock.take(tmp_path, "v1").release()
    os.utime(tmp_path / "v1.lock", (1000, 1000))
    assert alive_since(tmp_path, "v1") is None
    lock = WriterLock.take(tmp_path, "v1")
    taken = alive_since(tmp_path, "v1")
    assert taken is not None
    assert taken > 1_000_000
    assert alive_since(tmp_path, "v1") == taken
    lock.release()
    assert alive_since(tmp_path, "v1") is None
