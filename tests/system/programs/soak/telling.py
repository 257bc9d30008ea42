"""The report of a soak as short Markdown: figures, and a line of the series for every tenth of it."""

from __future__ import annotations

from typing import Any

from verdict import grown, slope, steady

ROWS = 10
COLUMNS = {
    "s": "s", "calls": "calls", "answered": "calls so far", "voice_mb": "voice, MB",
    "worker_mb": "worker, MB",
    "late_p50_ms": "late p50, ms", "late_p99_ms": "p99, ms", "missed": "slots missed",
    "voice_waited_s": "waited for a processor, s", "journals": "journals",
}  # fmt: skip


def markdown(result: dict[str, Any]) -> str:
    """Return the whole report."""
    faults = [f"- FAULT: {fault}" for fault in result["faults"]] or ["- no fault"]
    lines = ["# Soak", "", *_figures(result), *faults, "", *_table(result["series"])]
    return "\n".join(lines) + "\n"


def _figures(result: dict[str, Any]) -> list[str]:
    callers, record, looks, late = result["callers"], result["record"], steady(result), result["lateness"]
    last = result["series"][-1]
    memory = [
        f"- {name[:-3]}: {looks[0][name]} MB, then {looks[-1][name]} MB; {_trend(looks, name)}"
        for name in ("voice_mb", "worker_mb")
        if looks
    ]
    words = {"answered": "calls", "refused": "refused", "lost": "unanswered", "cut": "cut short"}
    calls = ", ".join(f"{callers[name]} {word}" for name, word in words.items())
    facts = f"{result['durable_facts']} facts became durable, {record['facts']} are in the record"
    kept = f"recordings {record['recordings']}, {record['blobs']} in the archive"
    quantiles = f"p50 {late['p50_ms']} ms, p99 {late['p99_ms']} ms, {late['worst_ms']} ms at most"
    wait = f"voice was ready and had no processor for {late['waited_s']} s"
    load = f"load of the machine {result['load']}, {result['cpus']} processors"
    cpu = ", ".join(f"{name} {last[f'{name}_cpu_s']} s" for name in ("voice", "worker", "callers"))
    return [
        f"- {result['calls']} calls at once for {result['minutes']:g} minutes: {calls}",
        f"- {facts}; {record['calls']} calls, {kept}",
        *memory,
        f"- {late['ticks']} ticks, late {quantiles}; {late['missed']} slots missed; {wait}",
        f"- the callers' own clock: late p99 {result['callers_late_p99_ms']} ms; {load}",
        f"- CPU: {cpu}",
    ]


def _trend(looks: list[dict[str, float]], name: str) -> str:
    seconds = looks[-1]["s"] - looks[0]["s"]
    return f"slope {slope(looks, name):+.1f} MB/h, {grown(looks, name):+.1f} MB in {seconds} s"


def _table(series: list[dict[str, float]]) -> list[str]:
    step = -(-len(series) // ROWS)
    rows = series[::step]
    head = ["| " + " | ".join(COLUMNS.values()) + " |", "|" + "---:|" * len(COLUMNS)]
    return [*head, *("| " + " | ".join(str(row[name]) for name in COLUMNS) + " |" for row in rows)]
