"""The data directory: who may enter it, and whose its files are."""

from __future__ import annotations

import contextlib
import os
import stat
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rufschutz.core.runtime import SETTINGS_FILE
from rufschutz.core.setup.checks.finding import error, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding

MOST = 100_000
"""Entries of one directory that are looked at: a check ends, however much is stored."""

_HANDED_OUT = "Hand the directories out again, as root: deploy/install"


def findings(installation: Installation) -> Iterator[Finding]:
    """Yield what is wrong with directories and files."""
    for path in _private(installation):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o007:
            what = f"{path.name} can be entered by every user of this machine"
            yield error("modes", what, f"chmod o-rwx {path}")
    yield from _owners(installation)
    yield from _password(installation)
    yield from _one_user(installation)


def _private(installation: Installation) -> tuple[Path, ...]:
    return (
        installation.data,
        installation.journals,
        installation.blobs,
        installation.spool,
        installation.sqlite.parent,
        installation.sqlite,
        *_workers_own(installation),
    )


def _workers_own(installation: Installation) -> tuple[Path, ...]:
    """Return the directories that nobody but the worker uses; an installation may lack them as yet."""
    return (
        installation.tombstones.parent,
        installation.backups_beside,
        installation.drills,
        installation.quarantine,
    )


def _owners(installation: Installation) -> Iterator[Finding]:
    """Find directories that are missing or of different users, and files that they cannot use."""
    spool, journals = installation.spool, installation.journals
    missing = [path for path in (spool, journals, installation.blobs, installation.run) if not path.is_dir()]
    for path in missing:
        yield error("directory", f"{path.name} is not there", f"mkdir -m 700 {path}, or: deploy/install")
    if missing:
        return
    if len({(path.stat().st_uid, path.stat().st_gid) for path in (spool, journals)}) > 1:
        yield error("owners", "spool and journals do not belong to the same user and group", _HANDED_OUT)
    record = installation.sqlite.parent
    own = _workers_own(installation)
    shared = {spool, journals, installation.blobs, installation.log, record, *own} - {installation.data}
    for path in sorted(each for each in shared if each.is_dir()):
        if closed := _closed(path, written_by_all=path in (record, *own)):
            what = (
                f"{closed} entries in {path.name} are closed to its owner or group: "
                "a service ran as root, or a copy was put back"
            )
            yield error("owners", what, _HANDED_OUT)


def _closed(directory: Path, *, written_by_all: bool) -> int:
    """Return how many entries below the directory's owner, or the group it is shared with, cannot use.

    Where root owns the directory, every entry is open to the owner. At most `MOST` are looked at.
    """
    top = directory.stat()
    if top.st_uid == 0:
        return 0
    found = 0
    for status in islice(_below(directory), MOST):
        found += status is None or not _open_to(top, status, written_by_all=written_by_all)
    return found


def _below(directory: Path) -> Iterator[os.stat_result | None]:
    """Yield each entry's status, whatever its depth; None for a directory that may not be read."""
    waiting = [directory]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except FileNotFoundError:
            continue
        except PermissionError:
            yield None
            continue
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                yield entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))


def _open_to(top: os.stat_result, status: os.stat_result, *, written_by_all: bool) -> bool:
    """Say whether owner and group of ``top`` can do with an entry what they need to.

    All must read; the owner must add to and take from directories; the record is written by all.
    """
    directory = stat.S_ISDIR(status.st_mode)
    group = status.st_mode >> (3 if status.st_gid == top.st_gid else 0) & 7
    owner = status.st_mode >> 6 & 7 if status.st_uid == top.st_uid else group
    reading = 5 if directory else 4
    wanted = reading | 2 if written_by_all else reading
    for_owner = wanted | 2 if directory else wanted
    shared = bool(top.st_mode & 0o070)
    return owner & for_owner == for_owner and (not shared or group & wanted == wanted)


def _password(installation: Installation) -> Iterator[Finding]:
    """Find a password where voice, which reads the settings, reads it too."""
    path = installation.data / SETTINGS_FILE
    written = installation.database_in_settings
    if written and urlsplit(written).password and stat.S_IMODE(path.stat().st_mode) & 0o077:
        what = "the database's password stands in rufschutz.toml, which others than its owner can read"
        advice = (
            'Write the URL into a file of its own and name that: database_file = "/etc/rufschutz/database"'
        )
        yield error("database_password", what, advice)


def _one_user(installation: Installation) -> Iterator[Finding]:
    if not installation.spool.is_dir() or not installation.blobs.is_dir():
        return
    if installation.spool.stat().st_uid == installation.blobs.stat().st_uid:
        what = "voice and worker share this user: that voice cannot read the archive is a wall by code only"
        yield note("one_user", what, "Give each process a user of its own: deploy/install, see docs/operate.")
