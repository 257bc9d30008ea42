"""Each rule of the soak finds what it is there for, in a result that is clean but for one thing."""

from __future__ import annotations

import copy
import importlib.util
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "programs" / "soak" / "verdict.py"

pytestmark = pytest.mark.system

CLEAN = {
    "calls": 300,
    "minutes": 30,
    "ended": [0, 0],
    "callers": {
        "answered": 1000, "refused": 0, "lost": 0, "cut": 0, "heard": 26_700_000,
        "done": {"message": 400, "starred": 100, "left": 200, "callback": 150, "refused": 150},
    },
    "durable_facts": 10_000,
    "record": {
        "calls": 1000, "open": 0, "crashed": 0, "damaged": 0, "facts": 10_000, "blobs": 400,
        "recordings": {"archived": 400, "destroyed_before_storage": 100},
        "outcomes": {"yes_and_recorded": 400, "yes_then_star": 100, "hung_up_in_notice": 200, "refused": 300},
    },
    "lateness": {"ticks": 89_990, "missed": 10, "waited_s": 0.1},
    "series": [
        {"s": s, "calls": 300, "voice_mb": 60.0 + s % 3, "worker_mb": 70.0, "ticks": 50 * s}
        for s in range(10, 1800, 10)
    ],
}  # fmt: skip


@pytest.fixture
def verdict():
    spec = importlib.util.spec_from_file_location("soak_verdict", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def but_for(*path, value):
    result = copy.deepcopy(CLEAN)
    inner = result
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return result


def test_a_clean_soak_has_no_fault(verdict):
    assert verdict.faults(CLEAN) == []


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("callers", "refused"), 1, "were refused"),
        (("callers", "lost"), 1, "found no answer"),
        (("callers", "cut"), 20, "20 calls ended before their callers were done"),
        (("record", "calls"), 999, "1000 calls were answered, 999"),
        (("record", "open"), 1, "have no end"),
        (("record", "crashed"), 1, "ended with a crash"),
        (("record", "damaged"), 1, "damaged"),
        (("ended",), [0, -9], "processes ended with"),
        (("record", "facts"), 9_999, "10000 facts became durable, 9999"),
        (("record", "recordings"), {"archived": 400, "sealed": 1}, "recordings are"),
        (("record", "blobs"), 399, "399 lie in the archive"),
        (("record", "outcomes", "yes_and_recorded"), 385, "385 calls are yes_and_recorded"),
        (("record", "outcomes", "refused"), 280, "280 calls are refused"),
        (("lateness", "missed"), 200, "slots fell out"),
        (("callers", "heard"), 25_000_000, "did not hear 6.6% of what was sent"),
    ],
)
def test_one_thing_that_is_wrong_is_one_fault(verdict, path, value, words):
    (fault,) = verdict.faults(but_for(*path, value=value))
    assert words in fault


@pytest.mark.parametrize("name", ["voice_mb", "worker_mb"])
def test_memory_that_rises_all_the_time_is_a_fault(verdict, name):
    rising = [each | {name: 60 + each["s"] / 200} for each in CLEAN["series"]]
    (fault,) = verdict.faults(but_for("series", value=rising))
    assert f"{name} grew by 7" in fault


def test_a_house_that_was_never_full_shows_nothing(verdict):
    empty = [each | {"calls": 269} for each in CLEAN["series"]]
    assert verdict.faults(but_for("series", value=empty)) == ["the house was not full: 269 calls at most"]


def test_slots_in_which_others_had_the_processors_are_not_voices(verdict):
    waited = but_for("lateness", value={"ticks": 89_800, "missed": 200, "waited_s": 5.0})
    assert verdict.faults(waited) == []
