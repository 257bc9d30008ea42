"""The log at the command line: today's page, a proof, a witness's word, and what happened since."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from rufschutz.domain.audit import verify


@pytest.fixture(scope="module")
def office(seeded, tmp_path_factory):
    """A demo with a log of some entries."""
    office = seeded.copy(tmp_path_factory.mktemp("log"), demo=True)
    assert office.run("retention", "run", "--at", "2099-12-31").returncode == 0
    return office


def test_todays_page_holds_the_checkpoint_a_witness_signs_it_and_it_is_taken_in(office, nowhere, tmp_path):
    page = office.run("log", "today")
    assert "Prüfpunkt" in page.stdout, page.stderr
    note, key = page.stdout[page.stdout.index("rufschutz/") :], office.run("keys", "log").stdout.strip()
    (tmp_path / "note").write_text(note)
    words = ("--key", str(tmp_path / "w.key"), "--log-key", key, "--name", "witness.example.org")
    signed = nowhere.run("log", "witness", str(tmp_path / "note"), *words)
    assert signed.returncode == 0, signed.stderr
    (tmp_path / "signed").write_text(signed.stdout)
    public = signed.stderr.strip().rpartition(" ")[2]
    taken = office.run("log", "cosigned", str(tmp_path / "signed"), "--witness-key", public)
    assert json.loads(taken.stdout)["witness"] == "witness.example.org", taken.stderr
    since = office.run("verify", "--since", str(tmp_path / "signed"), "--witness", public)
    assert "countersigned" in since.stdout, since.stdout + since.stderr
    (tmp_path / "other").write_text(signed.stdout.replace("A", "B", 1))
    assert office.run("log", "cosigned", str(tmp_path / "other"), "--witness-key", public).returncode == 1


def test_the_proof_of_an_entry_is_checked_by_the_one_file(office, tmp_path):
    done = office.run("log", "proof", "0")
    assert done.returncode == 0, done.stderr
    (tmp_path / "proof.json").write_text(done.stdout)
    key = office.run("keys", "log").stdout.strip()
    words = [sys.executable, "-I", "-S", verify.__file__, str(tmp_path / "proof.json"), "--key", key]
    assert "PROVEN: entry 0 of" in subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert office.run("log", "proof", "99999999").returncode == 1


def test_entries_are_found_by_event_and_by_thing_and_the_search_is_one(office):
    found = office.run("log", "search", "--event", "retention", "--json")
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert {each["event"].partition(":")[0] for each in told["entries"]} == {"retention"}
    assert told["checkpoint"].startswith("rufschutz/")
    about = told["entries"][0]["about"]
    assert f"  {about}" in office.run("log", "search", "--about", about, "--since", "2020-01-01").stdout
    again = json.loads(office.run("log", "search", "--event", "console:log:searched", "--json").stdout)
    assert [each["details"]["by"] for each in again["entries"]][:2] == [["period", "about"], ["event"]]
    assert {each["who"] for each in again["entries"]} == {"shell"}
    assert office.run("log", "search", "--event", "x").returncode == 1
    assert office.run("log", "search", "--who", "nobody").stdout == "nothing was found\n"


def test_the_proof_of_growth_is_checked_by_the_one_file(office, tmp_path):
    found = json.loads(office.run("log", "search", "--json").stdout)
    page = office.run("log", "today").stdout
    old = page[page.index("rufschutz/") :].split("\n")[1]
    office.run("log", "search", "--event", "access")
    office.run("log", "search", "--event", "access")
    done = office.run("log", "growth", old)
    assert done.returncode == 0, (done.stderr, found["before"])
    (tmp_path / "growth.json").write_text(done.stdout)
    key = office.run("keys", "log").stdout.strip()
    words = [sys.executable, "-I", "-S", verify.__file__, str(tmp_path / "growth.json"), "--key", key]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert office.run("log", "growth", "999999").returncode == 1


def test_an_erasure_of_what_entries_said_is_asked_for_and_waits(office):
    entry = json.loads(office.run("log", "search", "--event", "retention", "--json").stdout)["entries"][0]
    words = ("--why", "mistake", "--reason", "Im Feld stand ein Name.")
    done = office.run("log", "redact", str(entry["index"]), *words)
    assert done.stdout.startswith("asked      "), done.stderr
    assert "redact_log" in office.run("approvals", "list", "--json").stdout
    again = json.loads(office.run("log", "search", "--about", entry["about"], "--json").stdout)
    assert not any(each["redacted"] for each in again["entries"] if each["index"] == entry["index"])
    assert office.run("log", "redact", "x", *words).returncode == 1


def test_altered_files_are_written_anew_from_the_rows(office):
    log = next(path for path in (office.data / "log").iterdir() if path.is_dir())
    before = (log / "checkpoint").read_bytes()
    (log / "checkpoint").write_bytes(b"?")
    done = office.run("log", "rebuild")
    assert (done.returncode, (log / "checkpoint").read_bytes()) == (0, before), done.stderr
