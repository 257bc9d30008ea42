"""Reading a spool file, and saying how far it was taken over.

A torn last line is the mark of a killed writer and is left out. A complete line that
does not fit is damage and is named. Reading changes nothing: twice gives the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.handover import durable
from rufschutz.handover.spool.records import SpoolDamaged, SpoolNotStarted, parse_head, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.handover.spool.records import SpoolHead, SpoolLine

_HEX = b"0123456789abcdef"


def read_head(path: Path) -> SpoolHead:
    """Return the head; raise `SpoolNotStarted` where it is torn, `SpoolDamaged` where it is wrong."""
    first = next(_complete_lines(path), None)
    if first is None:
        raise SpoolNotStarted(f"{path.name} has no head")
    return parse_head(path.name, first)


def read_lines(path: Path, after: int = 0, shift: int = 0) -> Iterator[SpoolLine]:
    """Yield the facts of the lines behind line ``after``, in order.

    ``shift``: what damage that was passed over has made the sequence differ from the line's number.
    Ends at the last complete line; a file without a head holds none. Raises
    `SpoolDamaged` at the first line that does not fit, after all before it.
    """
    lines = _complete_lines(path)
    first = next(lines, None)
    if first is None:
        return
    head = parse_head(path.name, first)
    for number, line in enumerate(lines, start=1):
        if number > after:
            yield parse_line(path.name, head, number, line, shift)


def complete_lines(path: Path) -> Iterator[bytes]:
    """Yield every line that has an end, the head first, as it stands; a tail without one is left out."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield line[:-1]


def acknowledge(path: Path, sequence: int) -> None:
    """Say durably that all facts up to ``sequence`` are taken over; never goes back."""
    if sequence > acknowledged(path):
        durable.replace(_ack_path(path), b"%d\n" % sequence)


def acknowledged(path: Path) -> int:
    """Return up to which sequence the file's facts are taken over; 0 for none."""
    ack = _ack_path(path)
    try:
        text = ack.read_bytes()
    except FileNotFoundError:
        return 0
    if not text.endswith(b"\n") or not text[:-1].isdigit():
        raise SpoolDamaged(ack.name, 0, "not an acknowledgement")
    return int(text)


def _ack_path(path: Path) -> Path:
    return path.with_suffix(".ack")


def _complete_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if not line.endswith(b"\n"):
                _check_tail(path.name, number, line)
                return
            yield line[:-1]


def _check_tail(file: str, number: int, tail: bytes) -> None:
    """Refuse a last line that is no beginning of a line: its end was altered, not torn."""
    _, _, sealed_hex = tail.partition(b"\t")
    if sealed_hex.strip(_HEX):
        raise SpoolDamaged(file, number, "its end is altered")
