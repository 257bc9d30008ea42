"""The manifest of a backup: what was saved, when, of which installation, and how far all else had come.

Decides its form and what is refused. It lies in the open beside the sealed file and says nothing
of anybody; its seal is an HMAC under a key of the root key.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain import canonical
from rufschutz.domain.errors import DomainError
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.tombstones import Place

if TYPE_CHECKING:
    from rufschutz.domain.canonical import Json

FORMAT: Final = "rufschutz-backup/1"
_FAMILY: Final = "rufschutz-backup/"


class Sort(StrEnum):
    """What a backup holds: the data without keys, or the keys without data."""

    DATA = "data"
    KEYS = "keys"


LONGEST: Final = {Sort.DATA: 30 * DAY, Sort.KEYS: 7 * DAY}
"""No backup lives longer (ms), whatever a policy says."""


class ManifestError(DomainError):
    """A manifest that cannot be relied upon."""

    advice = "Choose another backup; this one was altered or is not whole."


class NotAManifestError(ManifestError):
    """The file is no manifest."""


class ManifestAlteredError(ManifestError):
    """The manifest was changed, or made under another root key."""


class NewerBackupError(ManifestError):
    """The backup was made by a program that knows more than this one."""

    advice = "Install the version that made it, or a newer one, and restore with that."


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. ``file`` lies beside it, ``size`` bytes long; ``root_key`` is that key's id.

    ``vendor``: the database's kind; ``schema``: the migrations that were applied (``app.name``);
    ``tombstones``: where their file stood before the snapshot; ``checkpoints``: each log's, signed.
    """

    id: str
    sort: Sort
    installation: str
    root_key: str
    at: Millis
    program: str
    vendor: str
    file: str
    size: int
    sha256: str
    schema: tuple[str, ...]
    tombstones: Place
    checkpoints: tuple[str, ...]


def written(manifest: Manifest, key: bytes) -> bytes:
    """Return the manifest as a file, sealed under ``key``."""
    words = _words(manifest)
    return canonical.dumps({**words, "seal": _seal(words, key)}) + b"\n"


def read(data: bytes, key: bytes) -> Manifest:
    """Return the manifest; raise `NotAManifestError`, `NewerBackupError` or `ManifestAlteredError`."""
    words = _loaded(data)
    seal = words.pop("seal", "")
    if not hmac.compare_digest(_seal(words, key), str(seal)):
        raise ManifestAlteredError("the manifest is not the one that was written with the backup")
    return _manifest(words)


def unchecked(data: bytes) -> Manifest:
    """Return what a manifest claims, whoever wrote it; raise `NotAManifestError` or `NewerBackupError`."""
    words = _loaded(data)
    words.pop("seal", "")
    return _manifest(words)


def owner(data: bytes) -> tuple[str, str]:
    """Return the installation and the id of the root key that a manifest claims; nothing is checked."""
    words = _loaded(data)
    return str(words.get("installation", "")), str(words.get("root_key", ""))


def require_known(schema: tuple[str, ...], known: frozenset[str]) -> None:
    """Raise `NewerBackupError` where the backup's tables had a change that this program lacks."""
    if unknown := sorted(set(schema) - known):
        raise NewerBackupError(f"the backup is of a newer version: {', '.join(unknown[:3])} unknown here")


def _loaded(data: bytes) -> dict[str, Json]:
    try:
        found = canonical.loads(data.removesuffix(b"\n"))
    except canonical.CanonicalError as error:
        raise NotAManifestError(f"this is no manifest: {error}") from error
    if not isinstance(found, dict) or not str(found.get("format", "")).startswith(_FAMILY):
        raise NotAManifestError("this is no manifest of a backup")
    if found["format"] != FORMAT:
        raise NewerBackupError(f"the backup is of the format {found['format']}")
    return found


def _words(manifest: Manifest) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "id": manifest.id,
        "sort": manifest.sort.value,
        "installation": manifest.installation,
        "root_key": manifest.root_key,
        "at": manifest.at,
        "program": manifest.program,
        "vendor": manifest.vendor,
        "file": manifest.file,
        "size": manifest.size,
        "sha256": manifest.sha256,
        "schema": list(manifest.schema),
        "tombstones": [manifest.tombstones.line, manifest.tombstones.seal],
        "checkpoints": list(manifest.checkpoints),
    }


def _manifest(words: dict[str, Json]) -> Manifest:
    match words:
        case {
            "id": str(name),
            "sort": str(sort),
            "installation": str(installation),
            "root_key": str(root_key),
            "at": int(at),
            "program": str(program),
            "vendor": str(vendor),
            "file": str(file),
            "size": int(size),
            "sha256": str(digest),
            "schema": list(schema),
            "tombstones": [int(line), str(seal)],
            "checkpoints": list(checkpoints),
        } if sort in set(Sort):
            return Manifest(
                id=name,
                sort=Sort(sort),
                installation=installation,
                root_key=root_key,
                at=Millis(at),
                program=program,
                vendor=vendor,
                file=file,
                size=size,
                sha256=digest,
                schema=tuple(map(str, schema)),
                tombstones=Place(line, seal),
                checkpoints=tuple(map(str, checkpoints)),
            )
        case _:
            raise NotAManifestError("the manifest lacks what one has to say")


def _seal(words: dict[str, Json], key: bytes) -> str:
    return hmac.digest(key, canonical.dumps(words), "sha256").hex()
