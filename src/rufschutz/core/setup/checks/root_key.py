"""The root key: that it is there, alone, this installation's, and kept apart from the data."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from rufschutz.core.setup.actions import unlock
from rufschutz.core.setup.checks.finding import error, note, warning
from rufschutz.domain.errors import RufschutzError
from rufschutz.vault.keystore.root import PassphraseMissing, RootKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding

_ELSEWHERE = "Move it out; name it in RUFSCHUTZ_ROOT_KEY_FILE, or as root_key_file in rufschutz.toml."


def findings(installation: Installation, *, stored: bool) -> Iterator[Finding]:
    """Yield what is wrong with the root key. ``stored``: the database can be asked whose key it is."""
    try:
        if stored:
            unlock(installation)
        else:
            RootKey.load(installation.root_key_file)
    except PassphraseMissing as fault:
        yield note("root_key_sealed", f"{fault}: it was not tried", fault.advice)
    except RufschutzError as fault:
        yield error("root_key", str(fault), fault.advice)
    if installation.root_key_home is not None:
        yield from _home(installation.root_key_home)
    yield from _place(installation)


def _home(path: Path) -> Iterator[Finding]:
    """Look at the file of which this process was handed a copy: by its mode alone, it is not opened."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        what = f"the root key is not at {path}, where the settings say it lies"
        yield warning("root_key_home", what, "Mend root_key_file in rufschutz.toml.")
    except OSError as fault:
        what = f"nothing can be said of the root key at {path}: {fault.strerror}"
        yield note("root_key_home", what, "Run the check as root as well: rufschutz check")
    else:
        if mode & 0o077:
            what = f"{path} has mode {stat.S_IMODE(mode):04o}"
            yield error("root_key", what, f"chmod 600 {path}, and ask who could have read it.")


def _place(installation: Installation) -> Iterator[Finding]:
    data = installation.data.resolve()
    path = (installation.root_key_home or installation.root_key_file).resolve()
    if path.is_relative_to(data):
        yield error("root_key_place", "the root key lies in the data directory", _ELSEWHERE)
    elif data.is_relative_to(path.parent):
        what = f"the root key lies in {path.parent}, above the data: whoever copies that has both"
        yield warning("root_key_beside", what, _ELSEWHERE)
