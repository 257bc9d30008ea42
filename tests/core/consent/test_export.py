"""The ledger leaves record by record, in public terms, with a hash for each; the log says that it left."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django_scopes import ScopeError

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.audit.queries import checkpoint_text
from rufschutz.core.consent.export import COLUMNS, Form, export, ledger_of
from rufschutz.core.consent.ledger import ReasonNeeded
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.holds.models import Hold
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.consent.because import Because
from rufschutz.domain.moments import DAY

WHY = Because.AUTHORITY


def left(owner, form, now, **how):
    return "".join(export(owner, form, now, WHY, **how))


@pytest.fixture
def filled(office):
    office.recorded("1")
    office.call("2", office.now + DAY).start().no().end("refused")
    office.take()
    office.sequence()
    return office


@pytest.mark.rule("R18")
def test_each_event_is_a_consent_record_in_public_terms(filled, owner):
    document = json.loads(left(owner, Form.JSONLD, filled.now))
    given, refused = document["@graph"]
    assert document["@context"]["dpv"] == "https://w3id.org/dpv#"
    assert {given["@type"], refused["@type"]} == {"dpv:ConsentRecord"}
    assert given["dpv:hasConsentStatus"]["@type"] == "dpv:ConsentGiven"
    assert given["dpv:hasConsentStatus"]["dpv:isIndicatedAtTime"]["@value"].startswith("2026-09-21T14:13:23")
    assert (given["dpv:hasDuration"], given["dpv:hasNotice"]["dct:language"]) == ("P7D", "de")
    assert refused["dpv:hasConsentStatus"]["@type"] == "dpv:ConsentRefused"
    assert "rufschutz/" in document["rs:checkpoint"]
    assert document["rs:manifest"]["rs:records"] == 2


def test_no_number_leaves(filled, owner):
    for form in Form:
        assert "23125" not in left(owner, form, filled.now)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_opens_in_a_spreadsheet_and_runs_nothing(filled, owner, scope, delimiter):
    row = ConsentEvent.objects.order_by("at").first()
    row.pk, row.product, row.text = "0" * 32, '=HYPERLINK("http://example.org")', "@x;y,z"
    row.save(force_insert=True)
    text = left(owner, Form.CSV, filled.now, delimiter=delimiter)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + 3 + 2
    assert rows[-2][:2] == ["#checkpoint", checkpoint_text(owner.tenant)]
    assert rows[-2][1].startswith("rufschutz/")
    assert not [cell for cells in rows for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.usefixtures("scope")
def test_the_log_knows_who_took_it_why_and_with_which_end(filled, owner):
    document = json.loads(left(owner, Form.JSONLD, filled.now))
    told = OutboxEntry.objects.filter(event="console:ledger:exported").latest("id").payload
    assert f'"chain":"{document["rs:manifest"]["rs:chainHash"]}"' in told
    assert ('"because":"authority"' in told, '"records":2' in told, owner.person in told) == (True,) * 3


@pytest.mark.usefixtures("scope")
def test_one_that_was_broken_off_is_in_the_log_as_well(filled, owner):
    pieces = export(owner, Form.CSV, filled.now, WHY)
    next(pieces)
    next(pieces)
    pieces.close()
    told = OutboxEntry.objects.filter(event="console:ledger:exported").latest("id").payload
    assert '"records":1' in told


@pytest.mark.usefixtures("scope")
def test_the_log_says_so_before_the_first_line_leaves(filled, owner):
    pieces = export(owner, Form.CSV, filled.now, WHY)
    next(pieces)
    told = OutboxEntry.objects.get(event="console:ledger:exported").payload
    assert owner.person in told
    pieces.close()


@pytest.mark.usefixtures("scope")
def test_who_may_not_or_says_not_why_gets_not_one_line(filled, owner, operator):
    with pytest.raises(AccessDenied):
        export(operator, Form.CSV, filled.now, WHY)
    with pytest.raises(ReasonNeeded):
        export(owner, Form.CSV, filled.now)
    assert not OutboxEntry.objects.filter(event="console:ledger:exported").exists()


def test_an_empty_ledger_is_a_whole_file(office, owner):
    assert json.loads(left(owner, Form.JSONLD, office.now))["@graph"] == []


def test_a_ledger_of_many_batches_leaves_in_order_and_each_event_once(filled, owner, monkeypatch):
    monkeypatch.setattr("rufschutz.core.consent.export.BATCH", 2)
    for number in range(3, 8):
        filled.call(str(number), filled.now).start().yes().end("yes_nothing_said")
    filled.take()
    graph = json.loads(left(owner, Form.JSONLD, filled.now))["@graph"]
    moments = [record["dpv:hasConsentStatus"]["dpv:isIndicatedAtTime"]["@value"] for record in graph]
    assert moments == sorted(moments)
    assert len({record["dct:identifier"] for record in graph}) == len(graph) == 7


def test_no_scope_stays_open_while_it_is_read(filled, owner):
    pieces = export(owner, Form.CSV, filled.now, WHY)
    next(pieces)
    next(pieces)
    with pytest.raises(ScopeError):
        ConsentEvent.objects.count()


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R51")
def test_what_is_restricted_stays_here_and_is_counted(filled, owner):
    first = ConsentEvent.objects.order_by("at").first()
    Hold.objects.create(
        id="5" * 32, tenant_id=filled.tenant, call=first.call, kind="restriction", state="confirmed",
        reason="Richtigkeit bestritten", asked="7" * 32, placed_at=filled.now, ends_at=filled.now + 90 * DAY,
    )  # fmt: skip
    document = json.loads(left(owner, Form.JSONLD, filled.now))
    assert [each["dct:identifier"] for each in document["@graph"]] == [
        row.id for row in ConsentEvent.objects.order_by("at") if row.call != first.call
    ]
    assert (document["rs:manifest"]["rs:records"], document["rs:manifest"]["rs:restricted"]) == (1, 1)
    assert first.id not in left(owner, Form.CSV, filled.now)
    told = json.loads(OutboxEntry.objects.filter(event="console:ledger:exported").last().payload)
    assert told["details"]["restricted"] == 1
    assert first.id in "".join(ledger_of(filled.tenant, Form.JSONLD, filled.now))
