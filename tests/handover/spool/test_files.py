"""A file goes when all its facts are taken over and it is not the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.handover.spool import (
    SpoolDamaged,
    SpoolWriter,
    acknowledge,
    collect,
    collect_dead,
    is_over,
    next_epoch,
    spool_files,
    strangers,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.handover.spool import Sealer

    Write = Callable[[SpoolWriter, int], list[int]]


@pytest.fixture
def rotated(writer: SpoolWriter, write: Write, sealer: Sealer) -> tuple[Path, Path]:
    """Two facts in an old file, one in the current file, the writer alive."""
    write(writer, 2)
    old = writer.path
    writer.rotate(sealer)
    write(writer, 1)
    return old, writer.path


def test_an_empty_spool_starts_with_epoch_one(tmp_path: Path) -> None:
    assert next_epoch(tmp_path, "v1") == 1
    assert spool_files(tmp_path) == ()


def test_epochs_are_ordered_as_numbers_and_counted_by_writer(tmp_path: Path) -> None:
    for name in ("v1-10", "v1-9", "v1-b-2"):
        (tmp_path / f"{name}.spool").touch()
    assert [(file.writer, file.epoch) for file in spool_files(tmp_path)] == [
        ("v1", 9),
        ("v1", 10),
        ("v1-b", 2),
    ]
    assert (next_epoch(tmp_path, "v1"), next_epoch(tmp_path, "v1-b")) == (11, 3)


STRANGERS = (
    "Copy of v1-1.spool",
    "notes.spool",
    "v1-007.spool",
    "v1-\u0663.spool",
    "-1.spool",
    "v.1-1.spool",
)


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_in_the_spool_is_named_and_stands_in_nobodys_way(
    tmp_path: Path, rotated: tuple[Path, Path], writer: SpoolWriter, name: str
) -> None:
    (tmp_path / name).write_bytes(rotated[0].read_bytes())
    assert strangers(tmp_path) == (tmp_path / name,)
    assert [file.path for file in spool_files(tmp_path)] == list(rotated)
    assert next_epoch(tmp_path, "notes") == 1
    for path, sequence in zip(rotated, (2, 1), strict=True):
        acknowledge(path, sequence)
    writer.close()
    assert collect(tmp_path) == (rotated[0],)
    assert collect_dead(tmp_path) == (writer._writer,)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with pytest.raises(SpoolDamaged, match="not named"):
        is_over(tmp_path / name)


def test_what_is_wholly_acknowledged_goes_with_its_acknowledgement(
    tmp_path: Path, rotated: tuple[Path, Path]
) -> None:
    old, current = rotated
    acknowledge(old, 2)
    acknowledge(current, 1)
    assert collect(tmp_path) == (old,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v1-2.ack", "v1-2.spool", "v1.lock"]


def test_what_is_partly_acknowledged_stays(tmp_path: Path, rotated: tuple[Path, Path]) -> None:
    acknowledge(rotated[0], 1)
    assert collect(tmp_path) == ()


def test_what_is_damaged_stays(tmp_path: Path, rotated: tuple[Path, Path]) -> None:
    old, _ = rotated
    acknowledge(old, 1)
    old.write_bytes(old.read_bytes().replace(b'"sequence":2', b'"sequence":3'))
    assert collect(tmp_path) == ()


def test_no_epoch_is_used_twice_even_after_collecting(
    tmp_path: Path, rotated: tuple[Path, Path], writer: SpoolWriter
) -> None:
    for path, sequence in zip(rotated, (2, 1), strict=True):
        acknowledge(path, sequence)
    writer.close()
    collect(tmp_path)
    assert next_epoch(tmp_path, "v1") == 3


def test_a_file_is_over_when_its_writer_is_dead_or_further(
    rotated: tuple[Path, Path], writer: SpoolWriter
) -> None:
    old, current = rotated
    assert (is_over(old), is_over(current)) == (True, False)
    writer.close()
    assert is_over(current)


def test_what_the_dead_left_goes_once_it_is_taken_over_with_lock_and_acknowledgement(
    tmp_path: Path, writer: SpoolWriter, write: Write, sealer: Sealer
) -> None:
    write(writer, 2)
    left = writer.path
    assert collect_dead(tmp_path) == ()
    writer.close()
    assert collect_dead(tmp_path) == ()
    acknowledge(left, 1)
    assert collect_dead(tmp_path) == ()
    acknowledge(left, 2)
    (tmp_path / "gone-1.ack").write_bytes(b"3\n")
    assert collect_dead(tmp_path) == (writer._writer,)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_of_the_dead_stays(tmp_path: Path, writer: SpoolWriter, write: Write) -> None:
    write(writer, 1)
    writer.close()
    with writer.path.open("ab") as file:
        file.write(b"not a fact\n")
    acknowledge(writer.path, 1)
    assert collect_dead(tmp_path) == ()
    assert writer.path.exists()
