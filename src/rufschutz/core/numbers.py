"""A caller's number at rest: sealed, looked up by a keyed index, shown as a mask.

Never in the clear in the database, never hashed without a key, and nothing at all
for a withheld number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.vault.keystore.lookup import LookupUse, NotE164

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import CallId, TenantId
    from rufschutz.domain.moments import Millis

_CONTEXT = b"number"
MASKED_MAIL = "•••@•••"


@dataclass(frozen=True, slots=True)
class KeptNumber:
    """A number as its row holds it: sealed under the call's subject key, indexed, masked."""

    sealed: bytes
    index: str
    mask: str


def keep(keys: Keys, tenant: TenantId, call: CallId, number: str, now: Millis) -> KeptNumber:
    """Return the number as it may be stored with ``call``."""
    sealed = keys.seal_subject(tenant, call, number.encode(), _CONTEXT, now)
    return KeptNumber(sealed, index(keys, tenant, LookupUse.CALL_SEARCH, number), mask(number))


def index(keys: Keys, tenant: TenantId, use: LookupUse, number: str) -> str:
    """Return the number's keyed index for ``use``; '' for one typed without its country code."""
    try:
        return keys.lookup(tenant, use, number)
    except NotE164:
        return ""


def reveal(keys: Keys, tenant: TenantId, call: CallId, sealed: bytes) -> str:
    """Return the number in the clear, for those who may call back."""
    return keys.open_subject(tenant, call, sealed, _CONTEXT).decode()


def mask(number: str) -> str:
    """Return the number's last two digits behind dots; of an e-mail address no more than that it is one."""
    return MASKED_MAIL if "@" in number else f"••• {number[-2:]}"
