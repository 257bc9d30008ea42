"""The files of a package: each sealed alone (`vault.open.archive`), with a list of hashes inside and around.

``MANIFEST.json`` around them lists the sealed files: who has no key checks with it that nothing is
missing or altered. The one among them, sealed, lists what they hold: who opened the package checks
with it what came out. Its hash is the receipt, so that nobody confirms what they could not open.
A file is written beside its place and gets its name when it is whole: what a killed process left is
told from what is done.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from rufschutz.handover import durable
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.archive import ArchiveReader, write_archive
from rufschutz.vault.package.words import file_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MANIFEST: Final = "MANIFEST.json"
SEALED: Final = ".sealed"
AROUND: Final = "rufschutz-package/1"
WITHIN: Final = "rufschutz-offboarding/1"
PIECE: Final = 1 << 20

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


class PackageFault(VaultError):
    """A package that is not what was written."""

    advice = "Fetch the package once more; if it stays so, have a new one made with a new key."


@dataclass(frozen=True, slots=True)
class Written:
    """A sealed file: SHA-256 of what it holds (hex)."""

    name: str
    sha256: str


def seal(directory: Path, name: str, pieces: Iterable[bytes], secret: bytes) -> Written:
    """Write ``pieces`` sealed into ``directory`` under ``name``; raise `OSError` where the disk refuses."""
    _require_name(name)
    target, hashed = directory / f"{name}{SEALED}", hashlib.sha256()
    waiting = directory / f".{name}.{secrets.token_hex(8)}"
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, durable.MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            write_archive(cast("BinaryIO", file), _hashed(pieces, hashed.update), *_lock(secret, name))
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(target)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    durable.sync_directory(directory)
    return Written(name, hashed.hexdigest())


def opened(directory: Path, name: str, secret: bytes) -> Iterator[bytes]:
    """Yield what a sealed file holds; raise `ArchiveError` for an altered one or another key."""
    _require_name(name)
    with (directory / f"{name}{SEALED}").open("rb") as file:
        yield from ArchiveReader(file, *_lock(secret, name)).chunks()


def sum_of(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of pieces (hex)."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def listed(kind: str, files: dict[str, str]) -> bytes:
    """Return a list of files with their hashes, as JSON."""
    return json.dumps({"format": kind, "files": files}, sort_keys=True, indent=1).encode()


def faults(directory: Path) -> list[str]:
    """Return what in a directory is not as its list of hashes says, in words; none for all well.

    Raises `PackageFault` where there is no list that can be read.
    """
    try:
        data = json.loads((directory / MANIFEST).read_bytes())
        files = {str(name): str(found) for name, found in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageFault(f"there is no {MANIFEST} that can be read") from error
    if data.get("format") not in {AROUND, WITHIN}:
        raise PackageFault(f"{MANIFEST} is of no format that is known here")
    return [words for name, found in sorted(files.items()) for words in _fault(directory, name, found)]


def unpack(directory: Path, target: Path, secret: bytes) -> str:
    """Open every file of a package into the empty directory ``target``; return the receipt.

    Raises `PackageFault` for what is altered or missing, `ArchiveError` for another key.
    """
    if wrong := faults(directory):
        raise PackageFault("; ".join(wrong))
    inner = b"".join(opened(directory, MANIFEST, secret))
    for name in json.loads(inner)["files"]:
        _require_name(name)
        with (target / name).open("xb") as file:
            file.writelines(opened(directory, name, secret))
    durable.replace(target / MANIFEST, inner)
    if wrong := faults(target):
        raise PackageFault("; ".join(wrong))
    return hashlib.sha256(inner).hexdigest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces of at most 1 MiB."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _fault(directory: Path, name: str, expected: str) -> list[str]:
    if _NAME.fullmatch(name) is None:
        return [f"{name[:80]!r} is no name of a file in a package"]
    try:
        found = sum_of(pieces_of(directory / name))
    except FileNotFoundError:
        return [f"{name} is missing"]
    return [] if found == expected else [f"{name} was altered"]


def _lock(secret: bytes, name: str) -> tuple[bytes, bytes]:
    return file_key(secret, name), b"rufschutz package/1\0" + name.encode()


def _hashed(pieces: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        update(piece)
        yield piece


def _require_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise PackageFault(f"{name[:80]!r} is no name of a file in a package")
