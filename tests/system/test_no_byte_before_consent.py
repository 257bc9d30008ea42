"""No byte of a caller's voice is on a disk before the consent that allows it is.

The caller speaks a known noise from the first packet on. Three witnesses: inotify on
all directories, voice's own trace of what it opens and syncs, and a scan of every
file. Each has a control in which what it watches over is removed.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Self

import pytest
from inotify_simple import INotify, flags

PROGRAMS = Path(__file__).parent / "programs"
WATCHED = flags.CREATE | flags.MODIFY | flags.MOVED_TO

pytestmark = [pytest.mark.system, pytest.mark.rule("R03"), pytest.mark.rule("R12")]


class Watch:
    """What happens to the files of some directories: (ms, directory, name), in order."""

    def __init__(self, directories) -> None:
        self.events: list[tuple[int, Path, str]] = []
        self._inotify = INotify()
        self._places = {self._inotify.add_watch(path, WATCHED): path for path in directories}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._inotify.close()

    def _run(self) -> None:
        while not self._over.is_set():
            for event in self._inotify.read(timeout=100):
                assert not event.mask & flags.Q_OVERFLOW
                self.events.append((int(time.time() * 1000), self._places[event.wd], event.name))


class Trace:
    """A pipe that a voice process writes its trace into; `lines` once the process is gone."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._read, self.descriptor = os.pipe()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with os.fdopen(self._read) as pipe:
            self.lines += pipe.read().splitlines()

    def options(self) -> dict:
        return {
            "pass_fds": (self.descriptor,),
            "env": {"RUFSCHUTZ_OPEN_TRACE": str(self.descriptor)},
        }

    def end(self) -> None:
        os.close(self.descriptor)
        self._thread.join()


def overtaken(lines, consents) -> set[str]:
    """Return the artefacts opened before the consent they rest on was durable.

    ``consents``: artefact -> id of the consent fact.
    """
    durable: dict[str, int] = {}
    early = set()
    for line in lines:
        if line.startswith("synced "):
            _, path, size = line.split(" ")
            durable[path] = int(size)
        elif "/journals/" in line:
            artefact = Path(line).name.lstrip(".").split(".")[0]
            written = b"".join(
                Path(path).read_bytes()[:size] for path, size in durable.items() if "/spool/" in path
            )
            if f'"fact":"{consents[artefact]}"'.encode() not in written:
                early.add(artefact)
    return early


def directories_of(service) -> list[Path]:
    return [service.data, *(path for path in service.data.rglob("*") if path.is_dir()), service.temporary]


def test_nothing_is_written_of_a_voice_before_its_consent(service, noise):
    traces = {"voice": Trace(), "watched": Trace(), "hasty": Trace()}
    program = str(PROGRAMS / "watched_voice.py")
    with Watch(directories_of(service)) as watch:
        service.start("voice", **traces["voice"].options())
        refusing = [
            service.order(script)
            for script in (
                "15s:2 18s:hangup", "4s:2 12s:hangup", "5s:1 12s:hangup", "15s:* 22s:hangup",
                "3s:hangup", "9s:hangup", "53s:hangup",
            )
        ]  # fmt: skip
        agreeing = [service.order("1 wait:8 * wait:1 hangup"), service.order("1 wait:9 hangup")]
        for name in ("watched", "hasty"):
            words = [sys.executable, program, *([name] if name == "hasty" else [])]
            service.start("voice", words, as_name=name, **traces[name].options())
            agreeing.append(service.order("1 wait:9 hangup"))
        service.call_all([*refusing, *agreeing], noise.long)

        places = [service.data, service.temporary]
        assert noise.found_in(places, [process.pid for process in service.processes.values()]) == {}
        for name, trace in traces.items():
            assert service.stop(name) == 0
            trace.end()

    service.start("worker")
    service.wait_until(service.taken, 15, "all facts and journals are in the record")
    calls = service.record()["calls"].values()
    assert noise.found_in(places, [service.processes["worker"].pid]) == {}
    assert Counter(call["outcome"] for call in calls) == {
        "hung_up_in_notice": 3, "refused": 3, "silence_or_unclear": 1,
        "yes_then_star": 1, "yes_and_recorded": 3,
    }  # fmt: skip

    recordings = {row["id"]: (call, row) for call in calls for row in call["recordings"]}
    assert len(recordings) == 4
    _files_appear_only_after_their_consent(watch, service, recordings)
    _voice_says_the_same(traces, service, recordings)


def _files_appear_only_after_their_consent(watch, service, recordings) -> None:
    seen = {directory for _, directory, _ in watch.events}
    assert seen == {service.data / name for name in ("spool", "journals", "run")}
    for at, directory, name in watch.events:
        if directory.name != "journals":
            continue
        call, _ = recordings[name.lstrip(".").split(".")[0]]
        assert at >= next(change["at"] for change in call["consents"] if change["state"] == "given")


def _voice_says_the_same(traces, service, recordings) -> None:
    consents = {artefact: row["consent"] for artefact, (_, row) in recordings.items()}
    opened = {Path(line) for trace in traces.values() for line in trace.lines if line.startswith("/")}
    assert {path.parent.name for path in opened} == {"spool", "journals", "run"}
    assert all(service.data in path.parents for path in opened)
    journals = {path.name.lstrip(".").split(".")[0] for path in opened if path.parent.name == "journals"}
    assert journals == set(recordings)
    assert overtaken(traces["watched"].lines, consents) == set()
    hasty = {name for name in consents if any(name in line for line in traces["hasty"].lines)}
    assert overtaken(traces["hasty"].lines, consents) == hasty != set()


def test_the_scan_finds_a_voice_without_the_gate(service, noise):
    service.start("voice", [sys.executable, str(PROGRAMS / "ungated_voice.py")], as_name="ungated")
    service.call_all([service.order("2s:hangup")], noise.long)

    pid = service.processes["ungated"].pid
    found = noise.found_in([service.data, service.temporary], [pid])
    kinds = {Path(path).parent for path in found}
    assert {service.data / "journals", service.temporary, Path(f"/proc/{pid}/fd")} == kinds
    assert all(count >= 40 for count in found.values())
