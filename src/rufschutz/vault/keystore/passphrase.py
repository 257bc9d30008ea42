"""Where the root key's passphrase comes from: never an argument, never the environment, never a file of ours.

Whoever starts this process gives it through a pipe (``RUFSCHUTZ_PASSPHRASE_FD`` is its
number), systemd as the credential ``rufschutz-passphrase``, or a person at a terminal (`give`).
It is kept for the life of the process: the key is loaded more than once.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from rufschutz.vault.keystore.errors import PassphraseMissing

DESCRIPTOR = "RUFSCHUTZ_PASSPHRASE_FD"
CREDENTIAL = "rufschutz-passphrase"
LONGEST = 4096

_kept: list[bytes] = []


def give(words: bytes) -> None:
    """Keep a passphrase for this process; b'' forgets it."""
    _kept[:] = [words] if words else []


def normal(words: str) -> bytes:
    """Return a passphrase as it is stretched: NFC in UTF-8, without the end of its line."""
    return unicodedata.normalize("NFC", words.rstrip("\r\n")).encode()


def known() -> bool:
    """Say whether a passphrase was given."""
    if not _kept:
        give(_from_pipe() or _from_credential())
    return bool(_kept)


def given() -> bytes:
    """Return the passphrase that was given; raise `PassphraseMissing`."""
    if not known():
        raise PassphraseMissing("the root key lies under a passphrase, and none was given")
    return _kept[0]


def _from_pipe() -> bytes:
    number = os.environ.pop(DESCRIPTOR, "")
    if not number.isdecimal():
        return b""
    with os.fdopen(int(number), "rb") as pipe:
        return normal(pipe.read(LONGEST).decode("utf-8", "replace"))


def _from_credential() -> bytes:
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if directory is None:
        return b""
    try:
        return normal((Path(directory) / CREDENTIAL).read_text("utf-8", "replace"))
    except OSError:
        return b""
