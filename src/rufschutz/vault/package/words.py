"""The one-time key of a package: 160 random bits, shown once as eight groups of four signs.

Letters and digits that look alike are read as the one that is meant (RFC 4648, base 32). Each file has
a key of its own, derived for its name (HKDF, RFC 5869): none can stand in another's place.
"""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rufschutz.vault.errors import VaultError

SECRET_BYTES = 20

_INFO = b"rufschutz package/1\0"
_ALIKE = str.maketrans("018", "OIB")


class NoPackageKey(VaultError):
    """What was typed is no key of a package."""

    advice = "Type the 32 letters and digits as they were shown; spaces and case do not matter."


def new_secret() -> bytes:
    """Return a new secret, 20 random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """Return a secret as people see it once: ``ABCD EFGH …``, eight groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def typed(words: str) -> bytes:
    """Return the secret (20 bytes) that was typed; raise `NoPackageKey`."""
    text = "".join(words.split()).replace("-", "").upper().translate(_ALIKE)
    try:
        secret = base64.b32decode(text)
    except (binascii.Error, ValueError) as error:
        raise NoPackageKey("that is no key of a package") from error
    if len(secret) != SECRET_BYTES:
        raise NoPackageKey("a key of a package has 32 letters and digits")
    return secret


def file_key(secret: bytes, name: str) -> bytes:
    """Return the key (32 bytes) of the file called ``name``."""
    return HKDF(SHA256(), 32, None, _INFO + name.encode()).derive(secret)
