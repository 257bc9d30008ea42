"""What must be true at the end of a soak. Each rule returns what it found wrong, in words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

WARM_S = 300.0
"""From here on memory must be flat: five minutes, or half of a short run."""

GROWN_MB = {"voice_mb": 4.0, "worker_mb": 6.0}
"""What a process may grow by over the steady stretch, by the line of least squares through its looks."""

STILL_WARMING = 2.5
"""So many times as much in a run too short to be warm: calls of a minute and a half still meet new peaks."""

SLOT_S = 0.020
MISSED_SHARE = 0.001
"""Slots that may fall out beside those in which others had the processors that voice waited for."""

UNHEARD_SHARE = 0.01
UNLIKE_SHARE = CUT_SHARE = 0.01
FULL = 0.9
OUTCOMES = {
    "message": "yes_and_recorded", "starred": "yes_then_star", "left": "hung_up_in_notice", "no": "refused",
}  # fmt: skip
"""What a call must have become. Who speaks late because nothing runs may be taken for silent."""


def steady(result: dict[str, Any]) -> list[dict[str, float]]:
    """Return the looks at the full house once it is warm."""
    after = min(WARM_S, result["minutes"] * 30)
    full = FULL * result["calls"]
    return [each for each in result["series"] if each["s"] >= after and each["calls"] >= full]


def slope(looks: list[dict[str, float]], name: str) -> float:
    """Return by how much a value grows in an hour (least squares); 0 for fewer than two looks."""
    if len(looks) < 2:
        return 0.0
    seconds, values = [each["s"] for each in looks], [each[name] for each in looks]
    middle, mean = sum(seconds) / len(looks), sum(values) / len(looks)
    spread = sum((second - middle) ** 2 for second in seconds)
    return 3600 * sum((s - middle) * (v - mean) for s, v in zip(seconds, values, strict=True)) / spread


def grown(looks: list[dict[str, float]], name: str) -> float:
    """Return by how much a value grew over the looks, by their slope."""
    return slope(looks, name) * (looks[-1]["s"] - looks[0]["s"]) / 3600 if looks else 0.0


def faults(result: dict[str, Any]) -> list[str]:
    """Return all that is wrong, nothing where the soak was clean."""
    rules = (_full, _calls, _cut, _ends, _facts, _recordings, _outcomes, _memory, _ticks, _sound)
    return [fault for rule in rules for fault in rule(result)]


def _full(result: dict[str, Any]) -> list[str]:
    if len(steady(result)) < 4:
        return [f"the house was not full: {max(each['calls'] for each in result['series'])} calls at most"]
    callers = result["callers"]
    refused = callers["refused"] + callers["lost"]
    return [f"{refused} calls were refused or found no answer"] if refused else []


def _calls(result: dict[str, Any]) -> list[str]:
    answered, held = result["callers"]["answered"], result["record"]["calls"]
    return [] if answered == held else [f"{answered} calls were answered, {held} are in the record"]


def _cut(result: dict[str, Any]) -> list[str]:
    """Calls that ended before their callers were done: few, but for what the missed slots held up."""
    callers, late = result["callers"], result["lateness"]
    missed = late["missed"] / (late["ticks"] + late["missed"])
    free = (CUT_SHARE + missed) * callers["answered"]
    return [f"{callers['cut']} calls ended before their callers were done"] if callers["cut"] > free else []


def _ends(result: dict[str, Any]) -> list[str]:
    record = result["record"]
    found = [f"{record[name]} calls {words}" for name, words in _BAD_ENDS.items() if record[name]]
    return found + [f"processes ended with {result['ended']}"] * any(result["ended"])


_BAD_ENDS = {"open": "have no end", "crashed": "ended with a crash", "damaged": "lie in damaged files"}


def _facts(result: dict[str, Any]) -> list[str]:
    told, applied = result["durable_facts"], result["record"]["facts"]
    return [] if told == applied else [f"{told} facts became durable, {applied} are in the record"]


def _recordings(result: dict[str, Any]) -> list[str]:
    states, blobs = result["record"]["recordings"], result["record"]["blobs"]
    found = []
    if set(states) - {"archived", "destroyed_before_storage"}:
        found.append(f"recordings are {states}")
    if states.get("archived", 0) != blobs:
        found.append(f"{states.get('archived', 0)} recordings are archived, {blobs} lie in the archive")
    return found


def _outcomes(result: dict[str, Any]) -> list[str]:
    done, outcomes = result["callers"]["done"], result["record"]["outcomes"]
    done = done | {"no": done["callback"] + done["refused"]}
    free = UNLIKE_SHARE * result["callers"]["answered"] + result["callers"]["cut"]
    return [
        f"{done.get(kind, 0)} callers were of the kind {kind}, {outcomes.get(outcome, 0)} calls are {outcome}"
        for kind, outcome in OUTCOMES.items()
        if abs(done.get(kind, 0) - outcomes.get(outcome, 0)) > free
    ]


def _memory(result: dict[str, Any]) -> list[str]:
    looks = steady(result)
    free = 1.0 if result["minutes"] * 60 >= 2 * WARM_S else STILL_WARMING
    return [
        f"{name} grew by {grown(looks, name):.1f} in {looks[-1]['s'] - looks[0]['s']} s"
        for name, most in GROWN_MB.items()
        if grown(looks, name) > free * most
    ]


def _ticks(result: dict[str, Any]) -> list[str]:
    late = result["lateness"]
    budget = MISSED_SHARE * (late["ticks"] + late["missed"]) + late["waited_s"] / SLOT_S
    return (
        [] if late["missed"] <= budget else [f"{late['missed']} slots fell out, the budget is {budget:.0f}"]
    )


def _sound(result: dict[str, Any]) -> list[str]:
    """In each tick each caller gets a packet: calls and ticks of the series say how many there were."""
    series = [{"ticks": 0, "calls": 0}, *result["series"]]
    sent = sum(
        (after["ticks"] - before["ticks"]) * (after["calls"] + before["calls"]) / 2
        for before, after in pairwise(series)
    )
    share = 1 - result["callers"]["heard"] / sent
    return [] if share <= UNHEARD_SHARE else [f"callers did not hear {share:.1%} of what was sent"]
