from __future__ import annotations

import json


def test_a_fresh_installation_holds_no_error(installed):
    done = installed.run("check", "--json")
    assert done.returncode == 0
    assert all(finding["level"] != "error" for finding in json.loads(done.stdout))


def test_an_error_is_told_with_its_advice_and_by_the_status(office):
    (plan,) = (path.read_text() for path in (office.data / "plans").glob("*.plan"))
    next(path for path in (office.data / "clips").glob("*.alaw") if path.stem in plan).unlink()
    done = office.run("check")
    assert done.returncode == 1
    first, advice = done.stdout.splitlines()[:2]
    assert first == "ERROR    clips: 1 sounds of line praxis are missing or altered"
    assert "worker" in advice
