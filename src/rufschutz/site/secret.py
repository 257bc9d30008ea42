"""The secret that signs sessions and seals second factors.

It is derived from the root key, so the data directory alone holds nothing that
could forge a session. It must never be written anywhere.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from pathlib import Path

_without: list[str] = []


def do_without() -> None:
    """Let this process run without the root key, for `rufschutz check`: its secret then opens nothing.

    Call it before Django's settings are loaded.
    """
    _without.append(secrets.token_hex(32))


def web_secret(root_key_file: Path) -> str:
    """Return the web secret (64 hex digits); raise `RootKeyError` when the root key cannot be used."""
    if _without:
        return _without[-1]
    return RootKey.load(root_key_file).web_secret()
