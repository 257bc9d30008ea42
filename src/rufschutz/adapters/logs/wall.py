"""The last wall before a log: what looks like a person's number or address does not get through.

Log messages are written without personal data; this is for the one that was not. Decides
by look alone, so it errs on the side of dropping: an IP address of seven digits goes too.
It must never be the reason to put a person's data into a message.
"""

from __future__ import annotations

import re
from typing import Final

DROPPED: Final = "[dropped]"

FIELDS: Final = frozenset(
    {
        "advice",
        "count",
        "file",
        "fault",
        "job",
        "line",
        "ms",
        "name",
        "process",
        "reason",
        "seconds",
        "status",
    }
)
"""Names under which our own code may hand a value to a log in ``extra``; every other name is dropped."""

_LONGEST: Final = 1_000_000_000
_SAFE: Final = (
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9A-Za-z])"  # our opaque ids and hashes
    r"|(?<![0-9A-Za-z])voice-[0-9a-f]{12}(?:-\d+)?(?![0-9A-Za-z])"  # a writer of the spool, a file of it
    r"|(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"  # a day
)
_PERSONAL: Final = (
    r"(?:sips?|tel):[^\s<>\"',;)\]}]+"  # a URI: its user part is a number or a name
    r"|[^\s<>\"'=,;:(\[{]+@[^\s<>\"',;)\]}]+"  # an e-mail address, a URI without its scheme
    r"|(?:\+|%2[Bb])?\(?\d(?:[\s()/.\u2013-]{0,3}\d){6,}"  # seven digits or more, however they are grouped
)
_LOOK: Final = re.compile(f"(?P<safe>{_SAFE})|(?P<personal>{_PERSONAL})")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def scrub(text: str) -> tuple[str, int]:
    """Return the text without what looks personal, on one line, and how much was dropped."""
    dropped = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal dropped
        if found["safe"] is not None:
            return found[0]
        dropped += 1
        return DROPPED

    return _LOOK.sub(replace, _CONTROL.sub(" ", text)), dropped


def is_plain(number: float) -> bool:
    """Say whether a number may pass: one of ten digits or more may be somebody's."""
    return abs(number) < _LONGEST


def may_pass(name: str) -> bool:
    """Say whether a value may pass under this name: one of `FIELDS`, and never ``pii.*``."""
    return name in FIELDS
