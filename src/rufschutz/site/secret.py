"""The secret that signs sessions and seals second factors.

It is derived from the root key file, so the data directory alone holds nothing that
could forge a session. It must never be written anywhere.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from rufschutz.core.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def web_secret(root_key_file: Path) -> str:
    """Return the web secret (64 hex digits); raise `SettingsError` when the root key cannot be read."""
    try:
        root = root_key_file.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"the root key file {root_key_file} cannot be read",
            advice="Put the root key file back, or name it in RUFSCHUTZ_ROOT_KEY_FILE.",
        ) from error
    return hmac.digest(root, b"rufschutz web secret/1", "sha256").hex()
