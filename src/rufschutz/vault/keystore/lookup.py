"""Finding a phone number without storing it: a keyed index, another one for every use.

The index is HMAC-SHA256 over the number in E.164, with a key that HKDF (RFC 5869)
derives from the tenant's look-up secret for each use. Indexes of two uses or tenants
cannot be compared. A withheld number has no index: do not ask for one.
"""

from __future__ import annotations

import hmac
import re
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rufschutz.vault.errors import VaultError

_E164 = re.compile(r"\+[1-9][0-9]{2,14}")
_LABEL = b"rufschutz lookup/1\0"


class LookupUse(StrEnum):
    """What an index is for."""

    CALL_SEARCH = "call_search"
    CONSENT_AND_OBJECTION = "consent_and_objection"
    STATISTICS = "statistics"
    RECEIPT = "receipt"


class NotE164(VaultError):
    """A number that is not in the one form that can be found again."""

    advice = "Write the number with + and country code, digits only, such as +493023125000."


def lookup_index(secret: bytes, use: str, e164: str) -> str:
    """Return the index of a number, 64 hex digits; raise `NotE164` for any other form of it.

    ``secret``: the tenant's look-up secret, 32 bytes, kept in the vault. ``use``: see `LookupUse`.
    """
    if _E164.fullmatch(e164) is None:
        raise NotE164("the number is not in E.164 form")
    return keyed_index(secret, use, e164)


def keyed_index(secret: bytes, use: str, value: str) -> str:
    """Return the index of any short value for one use, 64 hex digits; ``secret``: 32 bytes."""
    key = HKDF(SHA256(), 32, None, _LABEL + use.encode()).derive(secret)
    return hmac.digest(key, value.encode(), "sha256").hex()
