"""Why what an entry said may be erased before its rule ends it, and how entries are named for it."""

from __future__ import annotations

import re
from enum import StrEnum

from rufschutz.domain.audit.errors import AuditError

MOST = 100
"""Entries in one order: who decides looks at each."""

_PART = re.compile(r"([0-9]{1,15})(?:\s*[-–]\s*([0-9]{1,15}))?")


class ReasonClass(StrEnum):
    """The class of a reason, which stays in the log for the erased words."""

    UNLAWFUL = "unlawful"
    COURT = "court"
    MISTAKE = "mistake"


class EntriesError(AuditError):
    """Words that name no entries, or too many."""

    advice = "Write the numbers of entries such as 12 or 12, 15-18; at most 100 in one order."


def entries_of(typed: str) -> tuple[int, ...]:
    """Return the numbers of entries that somebody typed, such as ``12, 15-18``; raise `EntriesError`."""
    found = set[int]()
    for part in re.split(r"[,;]|(?<=[0-9])\s+(?=[0-9])", typed.strip()):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise EntriesError("this names no entry of the log")
        first = int(match[1])
        last = int(match[2] or first)
        if not first <= last < first + MOST:
            raise EntriesError(f"an order names at most {MOST} entries, the smaller number first")
        found |= set(range(first, last + 1))
    if len(found) > MOST:
        raise EntriesError(f"an order names at most {MOST} entries")
    return tuple(sorted(found))
