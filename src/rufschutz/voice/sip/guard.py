"""Who is served, asked once a message was read and before anything is kept of it.

It stands behind the gate, which knows an address alone. What it turns away costs
no transaction; a retransmission never comes here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sipmessage import Request

    from rufschutz.voice.sip.dialogs import DialogId
    from rufschutz.voice.sip.via import Hop


class Verdict(StrEnum):
    """What becomes of a request."""

    SERVE = "serve"
    DROP = "drop"
    """No answer, as if nobody were here."""
    REFUSE = "refuse"
    """503 with Retry-After, and nothing is kept (RFC 3261, 8.2.7)."""


class Guard(Protocol):
    """Asked by the endpoint; ``now`` is its clock in ms."""

    def outside(self, request: Request, source: Hop, now: int) -> Verdict:
        """Judge a new request that belongs to no dialog."""
        ...

    def unreadable(self, source: Hop, now: int) -> bool:
        """Take note of a message that cannot be read; return whether it may be answered."""
        ...

    def begun(self, dialog: DialogId, source: Hop) -> None:
        """Take note of a dialog that this source began."""
        ...


class NoGuard:
    """Serves everything: for tests, and for the side that makes calls."""

    def outside(self, request: Request, source: Hop, now: int) -> Verdict:  # noqa: ARG002 - Guard's signature
        """Serve every request."""
        return Verdict.SERVE

    def unreadable(self, source: Hop, now: int) -> bool:  # noqa: ARG002 - Guard's signature
        """Answer whatever can be answered."""
        return True

    def begun(self, dialog: DialogId, source: Hop) -> None:
        """Take note of nothing."""
