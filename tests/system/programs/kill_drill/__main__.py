"""The kill drill: ``python tests/system/programs/kill_drill --kills 1000 --seed 1 --report report.json``.

Real callers, real processes, and signal 9 at random moments. Ends with status 1 when what
the callers did and heard is not what is stored. Beside the report in JSON stands one in Markdown.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import datetime as dt
import json
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import sounds
from killer import LANES, Drill

from house import HERE, House, Witness
from rufschutz.handover.spool import acknowledged, read_lines, spool_files


def settle(house: House) -> None:
    """Let a whole voice and a whole worker take over what the dead left, then end them politely."""
    time.sleep(31)  # what was half written for so long is cleared away by whoever starts next
    names = (*(f"lane-{number}" for number in range(LANES)), "voice")
    for name in names:
        house.start(name) if name == "voice" else house.lane(name)
    house.start("worker")
    for _ in range(2):  # calls are ended, and what they leave is archived, every two seconds
        house.until(lambda: settled(house), 180, "everything is taken over")
        time.sleep(5)
    for name in (*names, "worker"):
        if house.stop(name) != 0:
            raise SystemExit(f"{name} did not end well")


def settled(house: House) -> bool:
    files = spool_files(house.data / "spool")
    taken = all(acknowledged(file.path) == len(list(read_lines(file.path))) for file in files)
    return taken and not list((house.data / "journals").iterdir())


def ledger(house: House, evidence: dict[str, Any], phase: str) -> list[dict[str, Any]]:
    path = house.home / "evidence.json"
    path.write_text(json.dumps(evidence | {"phase": phase}))
    done = subprocess.run(
        [sys.executable, str(HERE / "ledger.py"), str(path)], env=house.environment, capture_output=True,
        timeout=900, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode()[-4000:])
    return json.loads(done.stdout)


def delete_all(house: House) -> None:
    """Let every period pass, in an installation that says of itself that its clock may be set."""
    settings = house.data / "rufschutz.toml"
    settings.write_text(settings.read_text("utf-8").replace("demo = false", "demo = true"), "utf-8")
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=400)  # noqa: TID251
    house.run("retention", "run", "--at", later.isoformat())


def report(drill: Drill, checks: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    ended = Counter(record.ended_by.split(" ")[0] or "open" for record in drill.records)
    return {
        "kills": drill.kills.total(),
        "seed": drill.seed,
        "minutes": round(seconds / 60, 1),
        "python": platform.python_version(),
        "kills_by_process": dict(drill.kills.most_common()),
        "callers_of_a_killed_voice_were": dict(drill.phases.most_common()),
        "calls": len(drill.records),
        "calls_by_kind": dict(Counter(record.kind for record in drill.records).most_common()),
        "calls_ended_by": dict(ended.most_common()),
        "withdrawals": {
            "entered": len(drill.withdrawn),
            "acknowledged": sum(ok for _, ok in drill.withdrawn),
        },
        "checkpoints": len(drill.witness.checkpoints),
        "checks": checks,
    }


def in_words(result: dict[str, Any]) -> str:
    lines = [
        (
            f"{result['kills']} kills in {result['minutes']} minutes, {result['calls']} calls, "
            f"seed {result['seed']}"
        ),
        "",
    ]
    for name in ("kills_by_process", "calls_by_kind", "calls_ended_by", "callers_of_a_killed_voice_were"):
        told = ", ".join(f"{key} {value}" for key, value in result[name].items())
        lines.append(f"- {name.replace('_', ' ')}: {told}")
    lines += ["", "| checked | looked at | faults |", "|---|---|---|"]
    for check in result["checks"]:
        lines.append(f"| {check['says']} | {check['looked']} | {len(check['faults'])} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--report", type=Path, default=Path("kill-drill.json"))
    parser.add_argument("--keep", type=Path, help="keep the installation in this directory")
    given = parser.parse_args()
    seed = secrets.randbits(31) if given.seed is None else given.seed
    print(f"seed {seed}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="rufschutz-drill-") as scratch:
        home = given.keep or Path(scratch)
        home.mkdir(exist_ok=True)
        house = House(home)
        try:
            plan = house.build()
            known = sounds.repertoire(plan, house.data / "clips")
            witness = Witness(house, home / "spool-kept")
            drill = Drill(house, witness, known, str(plan.recording.question), seed, given.kills)
            began = time.monotonic()
            asyncio.run(drill.run())
            seconds = time.monotonic() - began
            witness.look()
            settle(house)
            witness.look()
            evidence = {
                "seed": seed,
                "records": [dataclasses.asdict(record) for record in drill.records],
                "withdrawn": drill.withdrawn,
                "checkpoints": witness.checkpoints,
                "spool": str(witness.kept),
                "temporary": str(home / "tmp"),
            }
            checks = ledger(house, evidence, "drill")
            delete_all(house)
            checks += ledger(house, evidence, "deletion")
        finally:
            house.close()
    result = report(drill, checks, seconds)
    given.report.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    given.report.with_suffix(".md").write_text(in_words(result), "utf-8")
    print(in_words(result))
    for check in checks:
        for fault in check["faults"][:5]:
            print(f"FAULT {check['says']}: {fault}")
    return 1 if any(check["faults"] for check in checks) else 0


if __name__ == "__main__":
    sys.exit(main())
