"""The sealed file of a backup gives back what was put in, piece by piece, or says what is wrong."""

from __future__ import annotations

import hashlib
import io

import pytest

from rufschutz.vault.backup import container
from rufschutz.vault.backup.container import PIECE, Part
from rufschutz.vault.open.archive import (
    ArchiveDamaged,
    ArchiveTruncated,
    WrongArchiveContext,
    WrongArchiveKey,
)

ROOT = b"r" * 32
PARTS = [("settings", [b"a = 1\n"]), ("empty", []), ("long", [b"x" * (PIECE + 5), b"y"]), ("last", [b""])]


def sealed() -> bytes:
    file = io.BytesIO()
    size, digest = container.write(file, (Part(name, pieces) for name, pieces in PARTS), ROOT, "data-1")
    assert (size, digest) == (len(file.getvalue()), hashlib.sha256(file.getvalue()).hexdigest())
    return file.getvalue()


def opened(data: bytes, root: bytes = ROOT, name: str = "data-1") -> list[tuple[str, bytes]]:
    return [(part.name, b"".join(part.pieces)) for part in container.read(io.BytesIO(data), root, name)]


def test_every_part_comes_back():
    assert opened(sealed()) == [(name, b"".join(pieces)) for name, pieces in PARTS]


def test_a_part_may_be_passed_over():
    names = [part.name for part in container.read(io.BytesIO(sealed()), ROOT, "data-1")]
    assert names == [name for name, _ in PARTS]


def test_nothing_of_the_content_can_be_read_in_the_file():
    assert b"settings" not in sealed()
    assert b"xxxxxxxx" not in sealed()


@pytest.mark.rule("R66")
@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda data: data[:-1], ArchiveTruncated),
        (lambda data: data[: len(data) // 2], ArchiveTruncated),
        (lambda data: data[:50_000] + bytes([data[50_000] ^ 1]) + data[50_001:], ArchiveDamaged),
        (lambda data: b"X" + data[1:], ArchiveDamaged),
    ],
    ids=["last byte", "half", "one bit", "head"],
)
def test_a_cut_or_altered_file_is_named(damage, error):
    with pytest.raises(error):
        opened(damage(sealed()))


@pytest.mark.rule("R66")
def test_another_root_key_or_another_name_opens_nothing():
    with pytest.raises(WrongArchiveKey):
        opened(sealed(), root=b"s" * 32)
    with pytest.raises((WrongArchiveKey, WrongArchiveContext)):
        opened(sealed(), name="data-2")
