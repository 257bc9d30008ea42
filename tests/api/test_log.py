"""The log over the API: entries, the checkpoint, proofs, the page of the day."""

from __future__ import annotations

from rufschutz.core.audit.queries import checkpoint
from rufschutz.core.keys.queries import log_key
from rufschutz.domain.audit.verify import verify_consistency, verify_proof


def test_a_witness_gets_what_is_signed(office, machine):
    path = {"path": "/audit/checkpoint", "Rufschutz_Purpose": "security"}
    assert machine.get(**path).status_code == 404
    office.stage.log()
    told = machine.get(**path).json()
    newest = checkpoint(office.tenant)
    assert (told["size"], told["root"], told["text"]) == (newest.size, newest.root, newest.text)
    assert office.last()["event"] == "console:audit:viewed"


def test_a_key_without_it_is_refused(office):
    assert office.machine(["list_calls"], ["security"]).get("/audit/checkpoint").status_code == 403


SECURITY = {"Rufschutz_Purpose": "security"}


def test_entries_are_looked_for_and_the_log_says_so(office, machine, message):
    office.stage.log()
    told = machine.get(f"/log?about={message}&event=call", **SECURITY).json()
    assert {entry["call"] for entry in told["entries"]} == {message}
    assert {entry["event"].partition(":")[0] for entry in told["entries"]} == {"call"}
    assert told["before"] is None
    last = office.last()
    assert (last["event"], last["details"]["by"]) == ("console:log:searched", ["event", "about"])
    assert last["details"]["count"] == len(told["entries"])
    assert machine.get("/log?since=2000-01-01T00:00:00Z&until=2000-01-02T00:00:00Z", **SECURITY).json() == {
        "entries": [],
        "before": None,
    }


def test_what_cannot_be_looked_for_is_refused(machine):
    for query in ("event=x", "since=2026-01-01", "about=" + "x" * 65, "before=-1", "before=x"):
        assert machine.get(f"/log?{query}", **SECURITY).status_code == 422, query
    backwards = "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z"
    assert machine.get(f"/log?{backwards}", **SECURITY).status_code == 422


def test_proofs_of_an_entry_and_of_growth_are_checked_by_the_one_file(office, machine, message):
    office.stage.log()
    key, old = str(log_key(office.tenant)), checkpoint(office.tenant)
    data = machine.get("/log/0/proof", **SECURITY).json()
    assert (data["format"], verify_proof(data, key)) == ("rufschutz-proof/1", [])
    assert office.last()["event"] == "console:proof:exported"
    office.stage.log()
    told = machine.get(f"/audit/consistency?since={old.size}", **SECURITY).json()
    assert (told["old"], verify_consistency(told, key)) == (old.text, [])
    assert told["new"] == checkpoint(office.tenant).text != old.text


def test_what_there_is_no_proof_of_is_not_found(office, machine):
    assert machine.get("/log/0/proof", **SECURITY).status_code == 404
    assert machine.get("/audit/daily", **SECURITY).status_code == 404
    office.stage.log()
    assert machine.get("/audit/consistency?since=99999", **SECURITY).status_code == 404
    assert machine.get("/log/99999/proof", **SECURITY).status_code == 404


def test_the_page_of_the_day_holds_counts_and_the_checkpoint(office, machine, message):
    office.stage.log()
    answer = machine.get("/audit/daily", **SECURITY)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint(office.tenant).text in answer.content.decode()


def test_a_key_without_it_sees_neither_entries_nor_proofs(office):
    stranger = office.machine(["list_calls"], ["security"])
    for path in ("/log", "/log/0/proof", "/audit/consistency?since=1", "/audit/daily"):
        assert stranger.get(path).status_code == 403, path
