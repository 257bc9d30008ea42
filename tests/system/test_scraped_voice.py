"""Whoever looks at voice every second costs the tick nothing: paired seconds, with a look and without."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from statistics import quantiles

import pytest

from rufschutz.adapters.metrics.endpoint import HealthEndpoint
from rufschutz.handover.health import VoiceHealth
from rufschutz.voice.instruments import Instruments
from rufschutz.voice.media.clock import TickClock, share_finely

pytestmark = [pytest.mark.system, pytest.mark.long]

SECONDS = 60
WORK_S = 0.002
LOOKER = """
import sys, urllib.request
for line in sys.stdin:
    urllib.request.urlopen(line.strip(), timeout=5).read()
    print("seen", flush=True)
"""


class Watched:
    def look(self):
        return VoiceHealth(at=0, pid=1, started_at=0, calls=300, plans=1, plans_not_after=9)


class Measured(TickClock):
    """A clock that keeps the lateness of each tick apart, by whether somebody looks in its second."""

    def __init__(self, loop):
        super().__init__(loop, self.work)
        self.looked, self.late = False, {False: [], True: []}

    def work(self, _missed):
        until = time.perf_counter() + WORK_S
        while time.perf_counter() < until:
            pass

    def _count(self, late, missed):
        self.late[self.looked].append(late)
        super()._count(late, missed)


async def measured() -> dict[bool, list[float]]:
    loop = asyncio.get_running_loop()
    clock = Measured(loop)
    clock.start()
    endpoint = HealthEndpoint(Instruments(Watched(), clock, lambda: ()).told())
    endpoint.open("127.0.0.1", 0)
    words = [sys.executable, "-c", LOOKER]
    with subprocess.Popen(  # noqa: ASYNC220 - it only starts
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as looker:
        for second in range(SECONDS):
            clock.looked = second % 2 == 1
            if clock.looked:
                looker.stdin.write(f"http://127.0.0.1:{endpoint.port}/metrics\n")
                looker.stdin.flush()
                await asyncio.to_thread(looker.stdout.readline)
            await asyncio.sleep(1 - loop.time() % 1)
        looker.stdin.close()
    clock.stop()
    endpoint.close()
    return clock.late


def test_a_look_every_second_makes_no_tick_later(capsys):
    before = sys.getswitchinterval()
    share_finely()
    try:
        late = asyncio.run(measured())
    finally:
        sys.setswitchinterval(before)
    alone, looked = (quantiles(late[which], n=100) for which in (False, True))
    with capsys.disabled():
        told = ", ".join(
            f"p{at} {1000 * alone[at - 1]:.2f}/{1000 * looked[at - 1]:.2f} ms" for at in (50, 90, 99)
        )
        print(f"\nlateness without/with somebody looking: {told}")  # noqa: T201 - a measurement
    assert looked[49] < 1.5 * alone[49] + 0.001
    assert looked[89] < 1.5 * alone[89] + 0.002
