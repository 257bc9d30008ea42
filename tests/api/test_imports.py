"""Importing consents over the API: whole or not, once, named in the log, without the numbers."""

from __future__ import annotations

import json

import pytest

from rufschutz.api import imports
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import ConsentEvent

PROOF = {"Rufschutz_Purpose": "prove_consent"}
PATH = "/consents/imports?because=proof"
ROW = {
    "number": "+493023125042",
    "purpose": "remind",
    "channel": "",
    "product": "",
    "collected_on": "2026-05-04",
    "source": "form at the desk",
    "evidence": "folder 12, sheet 7",
}
HEAD = ",".join(ROW)


def csv(*rows: dict[str, str]) -> bytes:
    cells = (",".join(f'"{cell}"' for cell in row.values()) for row in rows)
    return "\r\n".join([HEAD, *cells, ""]).encode()


def count(office) -> int:
    with tenant_scope(office.tenant):
        return ConsentEvent.objects.filter(method="import").count()


def send(machine, body, path=PATH, **headers):
    kind = "text/csv" if isinstance(body, bytes) else "application/json"
    return machine.send("POST", path, body, Content_Type=kind, **PROOF, **headers)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_consents_are_taken_over(office, machine, form):
    body = csv(ROW) if form == "csv" else {"consents": [ROW]}
    answer = send(machine, body)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["count"], answer.json()["dry_run"]) == (1, False)
    assert count(office) == 1
    batch = next(entry for entry in office.log() if entry["event"] == "consent:import:taken")
    assert (batch["subject"], batch["actor"]) == (answer.json()["batch"], f"api_key:{machine.key}")
    assert "3023125042" not in json.dumps(office.log())


def test_a_rehearsal_says_the_same_and_keeps_nothing(office, machine):
    answer = send(machine, csv(ROW), PATH + "&dry_run=true")
    assert (answer.status_code, answer.json()) == (201, {"count": 1, "batch": "", "dry_run": True})
    assert count(office) == 0
    assert office.log() == []


def test_one_wrong_line_and_nothing_is_taken(office, machine):
    other = ROW | {"number": "+493023125043"}
    rows = [
        ROW,
        other | {"collected_on": "tomorrow"},
        other | {"number": "030 1", "evidence": "=HYPERLINK()"},
    ]
    answer = send(machine, csv(*rows))
    assert answer.status_code == 422
    places = [fault["where"] for fault in answer.json()["errors"]]
    assert places == ["line 3, collected_on", "line 4, evidence", "line 4, number"]
    assert count(office) == 0
    assert "3023125042" not in answer.content.decode()
    answer = send(machine, {"consents": [ROW, ROW]})
    assert [fault["where"][:11] for fault in answer.json()["errors"]] == ["consents.1."] or answer.json()[
        "errors"
    ]
    assert count(office) == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a,b\r\n", "text/csv", 422),
        (HEAD.encode() + b"\r\n\xff", "text/csv", 422),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"consents": [{"+493023125042": 1}]}', "application/json", 422),
        (b"x", "application/octet-stream", 415),
        (b"x" * 3_000_000, "text/csv", 413),
    ],
)
def test_what_is_no_import_is_refused(office, machine, body, kind, status):
    answer = machine.send("POST", PATH, body, Content_Type=kind, **PROOF)
    assert answer.status_code == status
    assert "3023125042" not in answer.content.decode()
    assert count(office) == 0


def test_sent_again_it_is_answered_as_the_first_time(office, machine):
    first = send(machine, csv(ROW), Idempotency_Key="i-1")
    again = send(machine, csv(ROW), Idempotency_Key="i-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert count(office) == 1
    without = send(machine, csv(ROW))
    assert without.status_code == 422
    assert "already" in without.json()["errors"][0]["reason"]


class Killed(BaseException):
    """As if the process had died."""


@pytest.mark.parametrize("line", ["before", "after"])
def test_killed_in_between_it_is_whole_or_not_and_the_next_try_does_it(office, machine, monkeypatch, line):
    done = imports.take

    def dies(*args, **kwargs):
        if line == "after":
            done(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(imports, "take", dies)
        with pytest.raises(Killed):
            send(machine, csv(ROW), Idempotency_Key="i-1")
    assert count(office) == 0
    assert send(machine, csv(ROW), Idempotency_Key="i-1").status_code == 201
    assert count(office) == 1


@pytest.mark.rule("R60")
def test_only_a_key_that_was_given_just_that_imports(office):
    reader = office.machine(["view_consents"], ["prove_consent"])
    assert send(reader, csv(ROW)).status_code == 403
    assert office.last()["details"]["action"] == "import_consents"


def test_an_import_says_what_for(machine):
    assert send(machine, csv(ROW), "/consents/imports").status_code == 422
