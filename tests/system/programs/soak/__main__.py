"""The soak: ``python tests/system/programs/soak --calls 300 --minutes 30 --report soak.json``.

Keeps so many calls up, with churn, while the worker takes everything over; at the end the
counts of callers, record and archive must agree, memory must be flat and ticks in time.
The report is JSON with the whole series, and Markdown beside it.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "kill_drill"))

from phones import Callers
from series import Watch
from telling import markdown
from verdict import faults

from house import House, Witness
from rufschutz.handover.health import read_health
from rufschutz.handover.spool import acknowledged, read_lines, spool_files

if TYPE_CHECKING:
    from rufschutz.handover.plan import CallPlan

EVERY_S = 10.0
SETTINGS = "max_calls = {calls}\nlate_ms = 1000.0\n"
"""No call is refused for lateness: the soak measures what admission would prevent."""


def settled(house: House) -> bool:
    files = spool_files(house.data / "spool")
    taken = all(acknowledged(file.path) == len(list(read_lines(file.path))) for file in files)
    return taken and not list((house.data / "journals").iterdir())


def question_seconds(plan: CallPlan) -> float:
    texts = dict.fromkeys(text for text in (plan.opening, plan.recording.question) if text)
    return sum(plan.texts[text].utterances["de.normal"].length for text in texts) / 1000


async def follow(watch: Watch, witness: Witness) -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        witness.look()
        look = await asyncio.to_thread(watch.look)
        print(json.dumps(asdict(look)), file=sys.stderr, flush=True)


async def keep_up(callers: Callers, watch: Watch, witness: Witness, seconds: float) -> None:
    following = asyncio.get_running_loop().create_task(follow(watch, witness))
    calling = asyncio.get_running_loop().create_task(callers.run(seconds))
    await asyncio.wait((following, calling), return_when=asyncio.FIRST_COMPLETED)
    following.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await following
    await calling


def soak(house: House, calls: int, minutes: float) -> dict[str, Any]:
    plan = house.build(SETTINGS.format(calls=2 * calls), short=False)
    witness = Witness(house, house.home / "kept")
    voice, _ = house.start("voice"), house.start("worker")
    run = house.data / "run"
    house.until(
        lambda: house.port("", voice.pid) and (run / "health-voice.json").exists(), 60, "voice answers"
    )
    callers = Callers(f"sip:praxis@127.0.0.1:{house.port('', voice.pid)}", calls, question_seconds(plan))
    watch = Watch(house, callers)
    asyncio.run(keep_up(callers, watch, witness, minutes * 60))
    load = [round(each, 1) for each in os.getloadavg()]
    began = time.monotonic()
    house.until(lambda: settled(house), 600, "everything is archived")
    took = time.monotonic() - began
    ended = house.stop("voice"), house.stop("worker")
    witness.look()
    return {
        "calls": calls, "minutes": minutes, "ended": ended, "callers": asdict(callers.counts),
        "callers_late_p99_ms": callers.ticks.lateness().p99, "load": load, "cpus": os.cpu_count(),
        "durable_facts": sum(len(list(read_lines(path))) for path in witness.kept.iterdir()),
        "record": json.loads(house.program("soak/counts.py")),
        "lateness": watch.lateness() | {"worst_ms": read_health(run).late_worst / 1000},
        "settled_after_s": round(took, 1), "series": watch.told(),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--report", type=Path, default=Path("soak.json"))
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    with tempfile.TemporaryDirectory(prefix="rufschutz-soak-") as home:
        house = House(Path(home), apart=True)
        try:
            result = soak(house, given.calls, given.minutes)
        finally:
            house.close()
    result["faults"] = faults(result)
    given.report.parent.mkdir(parents=True, exist_ok=True)
    given.report.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    given.report.with_suffix(".md").write_text(markdown(result), "utf-8")
    print(markdown(result))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
