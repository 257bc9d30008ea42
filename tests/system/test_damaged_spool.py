"""A line of the spool damaged on the disk: the file stands, an operator passes over it, the rest arrives."""

from __future__ import annotations

import json

import pytest

from rufschutz.handover.spool import read_lines, spool_files

pytestmark = pytest.mark.system


def spoil(service):
    """Flip a bit in the first key's line, while nothing runs; return the file's name, line and facts."""
    (file,) = spool_files(service.data / "spool")
    lines = list(read_lines(file.path))
    kinds = [line.envelope.type for line in lines]
    number = kinds.index("key.heard/1") + 1
    raw = file.path.read_bytes().split(b"\n")
    raw[number] = raw[number][:-1] + (b"0" if raw[number][-1:] != b"0" else b"1")
    file.path.write_bytes(b"\n".join(raw))
    return file.path, number, len(lines)


@pytest.mark.rule("R17")
def test_an_operator_goes_on_behind_a_damaged_line_and_the_log_says_what_is_lost(service):
    service.start("voice")
    service.call_all([service.order("2s:2 5s:hangup"), service.order("3s:hangup")])
    assert service.stop("voice") == 0
    path, line, facts = spoil(service)
    name = path.name
    service.start("worker")
    service.wait_until(lambda: "stopped" in service.run("spool", "show"), 40, "the file stands")
    found = {each["name"]: each for each in json.loads(service.run("check", "--json", status=1))}
    assert f"rufschutz spool pass {name} --line {line}" in found["spool_stopped"]["advice"]

    shown = service.run("spool", "show")
    assert f"{name} stopped: line {line} cannot be read" in shown
    assert f"behind it {facts - line} whole lines wait" in shown
    assert service.run("spool", "pass", name, "--line", str(line + 1), status=1) == ""
    before = path.read_bytes()
    told = service.run("spool", "pass", name, "--line", str(line))
    assert f"passed over line {line} of {name}" in told
    service.wait_until(service.taken, 40, "what is whole behind it is taken over")
    assert f"{facts} taken over, 0 wait" in service.run("spool", "show")
    assert path.read_bytes() == before

    calls = service.record()["calls"].values()
    assert sorted((call["outcome"], len(call["keys"])) for call in calls) == [
        ("hung_up_in_notice", 0), ("refused", 0),
    ]  # fmt: skip
    assert "PROVEN" in service.proven_log()
    trail = json.loads(service.program("trail"))
    (incident,) = [entry for entry in trail if entry["event"] == "ingest:fact:refused"]
    assert (incident["file"], incident["first_line"], incident["last_line"]) == (name, line, line)
    assert "spool_stopped" not in service.run("check", "--json")
