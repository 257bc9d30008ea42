"""The soak: ``python tests/system/programs/soak --calls 300 --minutes 30 --report soak.json``.

Keeps so many calls up, with churn, while the worker takes everything over; at the end the
counts of callers, record and archive must agree, memory must be flat and ticks in time.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "kill_drill"))

from phones import House as Callers

from house import House
from rufschutz.bench.processes import cpu_seconds, pss
from rufschutz.handover.health import read_health
from rufschutz.handover.spool import acknowledged, read_lines, spool_files

EVERY = 10.0
SETTLED_AFTER = 300.0
"""From here on memory must be flat: five minutes, or a third of a short run."""

MISSED_SHARE = 0.001
"""Share of 20 ms slots that may fall out; the machine is not ours alone."""

GROWTH = 1.15


def settled(house: House) -> bool:
    files = spool_files(house.data / "spool")
    taken = all(acknowledged(file.path) == len(list(read_lines(file.path))) for file in files)
    return taken and not list((house.data / "journals").iterdir())


async def watch(house: House, callers: Callers, series: list[dict[str, Any]], began: float) -> None:
    while True:
        await asyncio.sleep(EVERY)
        health = read_health(house.data / "run")
        if health is None:
            continue
        voice, worker = house.live["voice"].pid, house.live["worker"].pid
        series.append(
            {
                "s": round(time.monotonic() - began),
                "calls": health.calls,
                "recordings": health.recordings,
                "voice_mb": round(pss(voice) / 1e6, 1),
                "worker_mb": round(pss(worker) / 1e6, 1),
                "voice_cpu_s": round(cpu_seconds(voice), 1),
                "worker_cpu_s": round(cpu_seconds(worker), 1),
                "ticks": health.ticks,
                "missed": health.ticks_missed,
                "late_p99_ms": health.late_p99 / 1000,
                "late_worst_ms": health.late_worst / 1000,
                "facts_waiting": health.facts_waiting,
                "journals": sum(1 for _ in (house.data / "journals").glob("*.journal")),
                "answered": callers.counts.answered,
            }
        )
        print(json.dumps(series[-1]), file=sys.stderr, flush=True)


async def soak(house: House, callers: Callers, minutes: float) -> list[dict[str, Any]]:
    series: list[dict[str, Any]] = []
    watching = asyncio.get_running_loop().create_task(watch(house, callers, series, time.monotonic()))
    await callers.run(minutes * 60)
    watching.cancel()
    return series


def faults(result: dict[str, Any], minutes: float) -> list[str]:
    record, callers, series = result["record"], result["callers"], result["series"]
    found = []
    if record["open"] or record["damaged"] or record["crashed"]:
        found.append("calls without an end, or damage")
    if not callers["answered"] <= record["calls"] <= callers["begun"]:
        found.append(f"{callers['answered']} calls were answered, {record['calls']} are in the record")
    if record["facts"] < record["lines"]:
        found.append(f"{record['lines']} facts were read, {record['facts']} are in the record")
    if set(record["recordings"]) - {"archived", "destroyed_before_storage"}:
        found.append(f"recordings are {record['recordings']}")
    after = min(SETTLED_AFTER, minutes * 20)
    steady = [each for each in series if each["s"] >= after and each["calls"] >= 0.8 * result["calls"]]
    if len(steady) >= 2:
        found += [
            f"{name} grew from {steady[0][name]} to {steady[-1][name]}"
            for name in ("voice_mb", "worker_mb")
            if steady[-1][name] > GROWTH * steady[0][name]
        ]
    last = series[-1]
    if last["missed"] > MISSED_SHARE * (last["ticks"] + last["missed"]):
        found.append(f"{last['missed']} of {last['ticks']} ticks fell out")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--report", type=Path, default=Path("soak.json"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rufschutz-soak-") as home:
        house = House(Path(home))
        try:
            plan = house.build(short=False, max_calls=2 * given.calls)
            question = plan.texts[plan.recording.question].utterances["de.normal"].length / 1000
            voice = house.start("voice")
            house.start("worker")
            house.until(lambda: house.port("", voice.pid), 60, "voice answers")
            callers = Callers(f"sip:praxis@127.0.0.1:{house.port('', voice.pid)}", given.calls, question)
            series = asyncio.run(soak(house, callers, given.minutes))
            house.until(lambda: settled(house), 600, "everything is archived")
            time.sleep(3)
            ended = house.stop("voice"), house.stop("worker")
            record = json.loads(house.program("soak/counts.py"))
        finally:
            house.close()
    result = {
        "calls": given.calls, "minutes": given.minutes, "ended": ended, "callers": vars(callers.counts),
        "callers_late_p99_ms": callers.ticks.lateness().p99, "record": record, "series": series,
    }  # fmt: skip
    found = faults(result, given.minutes)
    given.report.write_text(json.dumps(result | {"faults": found}, indent=1) + "\n", "utf-8")
    print(json.dumps({name: value for name, value in result.items() if name != "series"}, indent=1))
    print("\n".join(f"FAULT {fault}" for fault in found) or "no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
