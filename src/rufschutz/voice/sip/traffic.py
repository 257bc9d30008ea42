"""Which SIP messages went in and out: counted by method or status, and nothing of them kept.

What is counted is a closed set, whatever a peer writes into its first line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sipmessage import Request

if TYPE_CHECKING:
    from sipmessage import Response

METHODS: Final = frozenset(
    [
        "INVITE",
        "ACK",
        "BYE",
        "CANCEL",
        "OPTIONS",
        "INFO",
        "PRACK",
        "UPDATE",
        "REGISTER",
        "SUBSCRIBE",
        "NOTIFY",
        "REFER",
        "MESSAGE",
        "PUBLISH",
    ]
)
_STATUS_LINE: Final = b"SIP/2.0 "


class Traffic:
    """The counts of one endpoint. One thread counts; any may read."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}

    def received(self, message: Request | Response) -> None:
        """Count a message that came in and could be read."""
        self._count("in", message.method if isinstance(message, Request) else str(message.code))

    def sent(self, data: bytes) -> None:
        """Count a message that goes out."""
        word = data[8:11] if data.startswith(_STATUS_LINE) else data[:12].split(b" ", 1)[0]
        self._count("out", word.decode("ascii", "replace"))

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many there were by direction (``in``, ``out``) and method or status."""
        return self._counts.copy()

    def _count(self, direction: str, what: str) -> None:
        known = what in METHODS or (
            len(what) == 3 and what.isascii() and what.isdecimal() and "1" <= what[0] <= "6"
        )
        key = (direction, what if known else "other")
        self._counts[key] = self._counts.get(key, 0) + 1
