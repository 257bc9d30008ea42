"""Asks core what is known of a number, once and not for long.

Decides only how long: a caller never waits for the record. No answer in time, nobody there,
or words that do not read mean that the number is unknown, and the unknown are asked in full.
It runs beside the media tick, never in it, and puts no number into a log.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.consent.known import Known
from rufschutz.handover.codec import RecordError
from rufschutz.handover.lookup import LONGEST, LookupRequest, address, line_of, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.handover.lookup import LookupAnswer
    from rufschutz.voice.tasks import Tasks

log = logging.getLogger(__name__)

DEADLINE: Final = 0.150
"""Seconds from the question to the end of waiting: the first sound comes no later than this."""


@dataclass(slots=True)
class LookupCounts:
    """How many questions were answered in time, and how many were not."""

    answered: int = 0
    unanswered: int = 0


class Lookup:
    """Asks the worker of this installation, through the socket in ``run``."""

    def __init__(self, run: Path, tasks: Tasks, deadline: float = DEADLINE) -> None:
        self._run = run
        self._tasks = tasks
        self._deadline = deadline
        self.counts = LookupCounts()

    def inquire(self, request: LookupRequest, tell: Callable[[Known], None]) -> None:
        """Ask in a task of its own and ``tell`` what is known, once, within the deadline."""
        self._tasks.start(self._told(request, tell), "lookup")

    async def known(self, request: LookupRequest) -> Known:
        """Return what is known of the number; nothing where that cannot be learnt in time."""
        try:
            async with asyncio.timeout(self._deadline):
                answer = await self._ask(request)
        except (TimeoutError, OSError, RecordError) as error:
            log.info("a look-up had no answer (%s): the caller is asked in full", type(error).__name__)
            self.counts.unanswered += 1
            return Known()
        self.counts.answered += 1
        return Known(answer.never_record, frozenset(answer.consented))

    async def _told(self, request: LookupRequest, tell: Callable[[Known], None]) -> None:
        tell(await self.known(request))

    async def _ask(self, request: LookupRequest) -> LookupAnswer:
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(0)
            with address(self._run) as name:
                await loop.sock_connect(asking, name)
            await loop.sock_sendall(asking, line_of(request))
            return read_answer(await _line(loop, asking))


async def _line(loop: asyncio.AbstractEventLoop, asking: socket.socket) -> bytes:
    """Return what comes until a line is over, the other end has hung up, or it is too much."""
    line = b""
    while not line.endswith(b"\n") and len(line) <= LONGEST:
        piece = await loop.sock_recv(asking, LONGEST)
        if not piece:
            break
        line += piece
    return line
