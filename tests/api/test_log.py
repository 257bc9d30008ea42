"""The checkpoint over the API."""

from __future__ import annotations

from rufschutz.core.audit.queries import checkpoint


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
