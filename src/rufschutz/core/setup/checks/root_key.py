"""The root key: that it is there, alone, this installation's, and kept apart from the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.setup.actions import unlock
from rufschutz.core.setup.checks.finding import error, note, warning
from rufschutz.domain.errors import RufschutzError
from rufschutz.vault.keystore.root import PassphraseMissing, RootKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding

_ELSEWHERE = "Move it out; name it in RUFSCHUTZ_ROOT_KEY_FILE, or as root_key_file in rufschutz.toml."


def findings(installation: Installation, *, stored: bool) -> Iterator[Finding]:
    """Yield what is wrong with the root key. ``stored``: the database can be asked whose key it is."""
    path, data = installation.root_key_file.resolve(), installation.data.resolve()
    try:
        if stored:
            unlock(installation)
        else:
            RootKey.load(path)
    except PassphraseMissing as fault:
        yield note("root_key_sealed", f"{fault}: it was not tried", fault.advice)
    except RufschutzError as fault:
        yield error("root_key", str(fault), fault.advice)
    if path.is_relative_to(data):
        yield error("root_key_place", "the root key lies in the data directory", _ELSEWHERE)
    elif data.is_relative_to(path.parent):
        what = f"the root key lies in {path.parent}, above the data: whoever copies that has both"
        yield warning("root_key_beside", what, _ELSEWHERE)
