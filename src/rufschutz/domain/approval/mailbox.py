"""Whose mailbox an address is: two accounts that lead to one mailbox are one person's.

Decides what counts as the same mailbox: case does not, nor what stands behind a plus (RFC 5233).
"""

from __future__ import annotations


def mailbox(address: str) -> str:
    """Return the mailbox behind an address: ``Anna+second@Example.org`` is ``anna@example.org``."""
    local, _, host = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"
