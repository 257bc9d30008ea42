"""The demo's three callers: a message, a no with prescription and callback, a message with a receipt."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from rufschutz.cli.demo.cast import LATER, spoken
from rufschutz.voice.caller.phone import Order, Phone, Transcript
from rufschutz.voice.caller.script import parse_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.adapters.g711 import Samples

NUMBERS = ("+493023125047", "+493023125012", "+493023125088")
SECONDS_BETWEEN = 2.0


class Callers:
    """Runs calls in a thread of their own; `transcripts` grow while they last."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self._orders = orders
        self.transcripts: list[Transcript] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._call()), name="callers", daemon=True)

    def start(self) -> None:
        """Let the first one dial; the others follow."""
        self._thread.start()

    def wait(self) -> None:
        """Wait until all have hung up."""
        self._thread.join()

    async def _call(self) -> None:
        async with asyncio.TaskGroup() as group:
            for place, order in enumerate(self._orders):
                group.create_task(self._one(order, place * SECONDS_BETWEEN))

    async def _one(self, order: Order, after: float) -> None:
        await asyncio.sleep(after)
        phone = Phone(order)
        self.transcripts.append(phone.transcript)
        await phone.call()


def yes_and_no(target: str, message: Samples) -> tuple[Order, Order]:
    """Return one who says yes and leaves ``message``, and one who says no and orders a prescription by key.

    The second one hears the reason read back, waits, and confirms it with the number.
    """
    return (
        Order(target, parse_script("1 play # #"), message, NUMBERS[0]),
        Order(target, parse_script("2 2 wait:4 1"), None, NUMBERS[1]),
    )


def one_more(target: str) -> tuple[Order]:
    """Return one whose message stays, to be heard in the console, and who notes a receipt's number.

    Two hashes: the message ends, and what it is about is left open. Once the number is noted, they hang up.
    """
    return (Order(target, parse_script("1 play =## 1 wait:8 hangup"), spoken(LATER), NUMBERS[2]),)
