"""Reading resumes where it was acknowledged, tolerates a torn end, and names damage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.handover.spool import (
    SpoolDamaged,
    SpoolNotStarted,
    SpoolWriter,
    acknowledge,
    acknowledged,
    read_head,
    read_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[SpoolWriter, int], list[int]]


@pytest.fixture
def file(writer: SpoolWriter, write: Write) -> Path:
    """A file of four facts."""
    write(writer, 4)
    writer.close()
    return writer.path


def sequences(path: Path, after: int = 0) -> list[int]:
    return [line.envelope.sequence for line in read_lines(path, after)]


def test_reading_twice_gives_the_same(file: Path) -> None:
    assert list(read_lines(file)) == list(read_lines(file))


def test_reading_goes_on_after_what_is_acknowledged(file: Path) -> None:
    acknowledge(file, 2)
    assert sequences(file, acknowledged(file)) == [3, 4]


def test_what_is_written_meanwhile_comes_next(writer: SpoolWriter, write: Write) -> None:
    write(writer, 2)
    assert sequences(writer.path) == [1, 2]
    write(writer, 1)
    assert sequences(writer.path, after=2) == [3]


def test_nothing_is_acknowledged_at_first(file: Path) -> None:
    assert acknowledged(file) == 0


def test_an_acknowledgement_never_goes_back(file: Path) -> None:
    acknowledge(file, 3)
    acknowledge(file, 1)
    assert acknowledged(file) == 3


@pytest.mark.parametrize("text", ["", "3", "-1\n", "x\n"])
def test_a_spoilt_acknowledgement_is_named(file: Path, text: str) -> None:
    file.with_suffix(".ack").write_text(text)
    with pytest.raises(SpoolDamaged, match=r"v1-1\.ack"):
        acknowledged(file)


def test_a_file_torn_anywhere_gives_the_facts_before_the_tear(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        complete = max(whole[:length].count(b"\n") - 1, 0)
        assert sequences(file) == list(range(1, complete + 1))


def test_a_torn_head_is_a_file_that_never_started(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(SpoolNotStarted):
        read_head(file)


def test_a_missing_line_is_named_after_the_facts_before_it(file: Path) -> None:
    head, one, _, three, four = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(head + one + three + four)
    lines = read_lines(file)
    assert next(lines).envelope.sequence == 1
    with pytest.raises(SpoolDamaged, match=r"v1-1\.spool, line 2: expected fact 2, found fact 3"):
        next(lines)


def test_a_bit_flipped_in_any_end_of_line_is_named(file: Path) -> None:
    whole = file.read_bytes()
    ends = [place for place, byte in enumerate(whole) if byte == ord("\n")]
    for sequence, place in enumerate(ends):
        for bit in range(8):
            spoilt = bytearray(whole)
            spoilt[place] ^= 1 << bit
            file.write_bytes(spoilt)
            with pytest.raises(SpoolDamaged) as damage:
                sequences(file)
            assert damage.value.sequence == sequence
