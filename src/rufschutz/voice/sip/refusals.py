"""Refused INVITEs: how many wait for their ACK, and what is foreseen of the next one.

A refusal is repeated for 32 s until its ACK comes (RFC 3261, 17.2.1), so a peer who never
acknowledges could fill the memory. Beyond the bounds below what would be refused is
answered at once and nothing of it is kept (8.2.7). It never refuses what would be served.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

from rufschutz.voice.sip.errors import BadFieldError, RefusalError
from rufschutz.voice.sip.fields import tag_of
from rufschutz.voice.sip.screening import offer_in, screen
from rufschutz.voice.sip.sessions import session_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from sipmessage import Request

    from rufschutz.voice.sip.via import Hop

    Refuses: TypeAlias = Callable[[Request, Hop], RefusalError | None]

MOST_OF_ONE: Final = 64
"""Refusals of one source that may wait for their ACK; a PBX acknowledges within its round trip."""

MOST: Final = 1_024
"""Refusals that may wait for their ACK in all."""


class Unacknowledged:
    """The refusals that wait for their ACK, by the host they went to."""

    def __init__(self) -> None:
        self._hosts: dict[str, str] = {}
        self._by_host: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._hosts)

    def add(self, transaction: str, host: str) -> None:
        """Take note of a refusal; a known one changes nothing."""
        if transaction not in self._hosts:
            self._hosts[transaction] = host
            self._by_host[host] += 1

    def discard(self, transaction: str) -> None:
        """Forget a refusal whose ACK came or is given up."""
        host = self._hosts.pop(transaction, None)
        if host is None:
            return
        self._by_host[host] -= 1
        if not self._by_host[host]:
            del self._by_host[host]

    def are_many(self, host: str) -> bool:
        """Return whether no more may be added for this host."""
        return len(self) >= MOST or self._by_host[host] >= MOST_OF_ONE


def nobody(_request: Request, _source: Hop) -> RefusalError | None:
    """Refuse nobody: for tests, and for the side that makes calls."""
    return None


def foreseen(request: Request, source: Hop, refuses: Refuses) -> RefusalError | None:
    """Return how a new INVITE would be refused, None for one that may be served.

    ``refuses`` is the owner's word for one that is in order.
    """
    try:
        screen(request)
        if tag_of(request.headers["To"]):
            return RefusalError(481)
        offer_in(request)
        session_seconds(request)
        return refuses(request, source)
    except RefusalError as refusal:
        return refusal
    except BadFieldError as error:
        return RefusalError(400, str(error))
