"""The data directory: who may enter it, and whose its files are."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rufschutz.core.runtime import SETTINGS_FILE
from rufschutz.core.setup.checks.finding import error, note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding

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
    )


def _owners(installation: Installation) -> Iterator[Finding]:
    """Find directories that are missing or of different users, and files that only root could change."""
    spool, journals = installation.spool, installation.journals
    missing = [path for path in (spool, journals, installation.blobs, installation.run) if not path.is_dir()]
    for path in missing:
        yield error("directory", f"{path.name} is not there", f"mkdir -m 700 {path}, or: deploy/install")
    if missing:
        return
    if len({(path.stat().st_uid, path.stat().st_gid) for path in (spool, journals)}) > 1:
        yield error("owners", "spool and journals do not belong to the same user and group", _HANDED_OUT)
    for path in (spool, journals, installation.blobs, installation.sqlite.parent):
        if strangers := _strangers(path):
            what = (
                f"{strangers} files in {path.name} are root's: a service ran as root, or a copy was put back"
            )
            yield error("owners", what, _HANDED_OUT)


def _strangers(directory: Path) -> int:
    """Return how many files are root's and closed to the group, in a directory that is another user's."""
    if directory.stat().st_uid == 0:
        return 0
    found = (path.stat() for path in directory.iterdir() if path.is_file())
    return sum(status.st_uid == 0 and not status.st_mode & 0o040 for status in found)


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
