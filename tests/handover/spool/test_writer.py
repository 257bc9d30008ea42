"""Every fact told durable is readable after any end of the writer, and none is invented."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rufschutz.domain.ids import FactId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover import durable
from rufschutz.handover.spool import (
    SpoolBroken,
    SpoolError,
    SpoolWriter,
    WriterBusy,
    is_alive,
    next_epoch,
    read_head,
    read_lines,
    spool_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[SpoolWriter, int], list[int]]

KILLS = 25

WRITE_UNTIL_KILLED = """
import pathlib, sys
from rufschutz.handover.spool import SpoolWriter, WrappedKey, next_epoch

class Plain:
    def head(self): return WrappedKey("plain", "e1", b"key")
    def seal(self, sequence, envelope, payload): return payload
    def destroy(self): pass

directory = pathlib.Path(sys.argv[1])
epoch = next_epoch(directory, "v1")
spool = SpoolWriter.open(directory, "v1", epoch, Plain())
number = 0
while True:
    for _ in range(1 + number % 4):
        number = spool.append("note/1", f"{epoch}.{number + 1}", "t", number, b"%d" % (number + 1) * 40)
    spool.sync()
    print(number, flush=True)
"""


def test_facts_are_numbered_from_one_without_a_gap(writer: SpoolWriter, write: Write) -> None:
    assert write(writer, 3) == [1, 2, 3]
    lines = list(read_lines(writer.path))
    assert [line.envelope.sequence for line in lines] == [1, 2, 3]
    assert [line.sealed for line in lines] == [b"payload 0", b"payload 1", b"payload 2"]


def test_a_file_says_who_wrote_it_and_under_which_key(writer: SpoolWriter) -> None:
    head = read_head(writer.path)
    assert (head.writer, head.epoch, head.key_epoch, head.sealed_key) == ("v1", 1, "e1", b"\x01\x02")


def test_an_epoch_is_written_once(tmp_path: Path, writer: SpoolWriter, sealer: object) -> None:
    writer.close()
    with pytest.raises(SpoolError, match=r"v1-1\.spool exists"):
        SpoolWriter.open(tmp_path, "v1", 1, sealer)  # type: ignore[arg-type]
    assert not is_alive(tmp_path, "v1")


def test_two_writers_cannot_share_a_name(tmp_path: Path, writer: SpoolWriter, sealer: object) -> None:
    with pytest.raises(WriterBusy):
        SpoolWriter.open(tmp_path, "v1", 2, sealer)  # type: ignore[arg-type]


def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, sealer: object) -> None:
    with pytest.raises(durable.UnsafeName):
        SpoolWriter.open(tmp_path, "../v1", 1, sealer)  # type: ignore[arg-type]


def test_a_new_epoch_is_a_new_file_that_counts_from_one(
    writer: SpoolWriter, write: Write, sealer: object, tmp_path: Path
) -> None:
    write(writer, 2)
    assert writer.rotate(sealer) == 2  # type: ignore[arg-type]
    assert sealer.destroyed  # type: ignore[attr-defined]
    assert write(writer, 1) == [1]
    assert [(file.epoch, len(list(read_lines(file.path)))) for file in spool_files(tmp_path)] == [
        (1, 2),
        (2, 1),
    ]
    assert is_alive(tmp_path, "v1")


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_written(descriptor: int, data: bytes) -> None:
    os.write(descriptor, data[: len(data) // 2])
    refuse()


def test_a_full_disk_leaves_whole_lines_and_stops_the_file(
    writer: SpoolWriter, write: Write, sealer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(writer, 2)
    first = writer.path
    with monkeypatch.context() as disk:
        disk.setattr(durable, "write_all", half_written)
        with pytest.raises(SpoolBroken, match="No space"):
            write(writer, 1)
    with pytest.raises(SpoolBroken, match="takes no more"):
        write(writer, 1)
    writer.rotate(sealer)  # type: ignore[arg-type]
    assert write(writer, 1) == [1]
    assert first.read_bytes().endswith(b"\n")
    assert len(list(read_lines(first))) == 2


def test_what_the_disk_did_not_take_is_never_told_durable(
    writer: SpoolWriter, write: Write, sealer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", refuse)
        with pytest.raises(SpoolBroken, match="not durable"):
            write(writer, 1)
    with pytest.raises(SpoolBroken):
        writer.append("note/1", FactId("f"), TenantId("t"), Millis(0), b"")


def test_a_full_disk_at_rotation_can_be_tried_again(
    writer: SpoolWriter, write: Write, sealer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(durable, "write_all", half_written)
        with pytest.raises(OSError, match="No space"):
            writer.rotate(sealer)  # type: ignore[arg-type]
        with pytest.raises(SpoolBroken):
            write(writer, 1)
    assert writer.rotate(sealer) == 3  # type: ignore[arg-type]
    assert write(writer, 1) == [1]


@pytest.mark.rule("R18")
def test_every_fact_told_durable_survives_kill_9_and_none_is_invented(tmp_path: Path) -> None:
    for kill in range(1, KILLS + 1):
        told = _kill_after(tmp_path, reports=1 + kill * 7 % 40)
        lines = list(read_lines(tmp_path / f"v1-{kill}.spool"))
        assert len(lines) >= told
        for number, line in enumerate(lines, start=1):
            assert line.envelope.fact == f"{kill}.{number}"
            assert line.sealed == b"%d" % number * 40
        assert not is_alive(tmp_path, "v1")
    assert next_epoch(tmp_path, "v1") == KILLS + 1


def _kill_after(directory: Path, reports: int) -> int:
    """Start a writer, kill it after so many reports, return the last number it told durable."""
    command = [sys.executable, "-c", WRITE_UNTIL_KILLED, str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(reports)]
        process.kill()
        told += process.stdout.readlines()
    return int([line for line in told if line.endswith(b"\n")][-1])
