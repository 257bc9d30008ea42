"""The ledger as a file: JSON-LD in the terms of ISO/IEC TS 27560 and W3C DPV, or CSV.

Written record by record, whatever its length. Every record carries its hash and the hash of
the chain up to it; the last line carries the number of records and the end of the chain, which
stands in the log as well. The log's newest checkpoint goes with it: JSON-LD says it at the start, CSV
in the last row but one. That it leaves is in the
log before its first line does, so that nobody who ends this process takes it unseen. No number is
in it: a standing consent names its keyed index, every other its call. What is restricted stays here
and is counted (Art. 18(2) GDPR), unless all is handed back to the controller. Terms: https://w3id.org/dpv.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.approvals.actions import use_leave
from rufschutz.core.audit.actions import record
from rufschutz.core.audit.queries import checkpoint_text
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.digest import digest_of
from rufschutz.core.consent.ledger import allowed
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.holds.locks import without_restricted
from rufschutz.domain.access.request import Action
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.cells import harmless
from rufschutz.domain.consent.record import EMPTY, following, record_sha256
from rufschutz.domain.moments import Millis, to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.canonical import Json
    from rufschutz.domain.consent.because import Because
    from rufschutz.domain.ids import PersonId, TenantId

BATCH = 2_000
BOM = "\ufeff"
CHECKPOINT, END = "#checkpoint", "#end"
"""What the two last rows of CSV begin with."""
HASHES = ("record_hash", "chain_hash")
CONFORMS = "https://w3id.org/dpv/schema/dpv-27560#record"
CONTEXT: dict[str, Json] = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rs": "urn:rufschutz:terms:",
}
STATUS = {
    ConsentState.REQUESTED: "dpv:ConsentRequested",
    ConsentState.GIVEN: "dpv:ConsentGiven",
    ConsentState.REFUSED: "dpv:ConsentRefused",
    ConsentState.WITHDRAWN: "dpv:ConsentWithdrawn",
    ConsentState.EXPIRED: "dpv:ConsentExpired",
    ConsentState.INVALIDATED: "dpv:ConsentInvalidated",
}
COLUMNS = (
    "id", "call", "subject", "purpose", "state", "at", "method", "text", "language", "promised",
    "refused_by", "channel", "product", "plan", "delete_by", "stored_sha256", *HASHES,
)  # fmt: skip


class Form(StrEnum):
    """In which form the ledger leaves."""

    JSONLD = "jsonld"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class _Why:
    """For what it leaves, and by which proposal's leave ('' where none is demanded)."""

    because: Because | None
    leave: str


def export(
    actor: Actor,
    form: Form,
    now: Millis,
    because: Because | None = None,
    delimiter: str = ",",
    behind: PersonId | None = None,
) -> Iterator[str]:
    """Return the ledger's text piece by piece; the log says that it leaves, then with which end of its chain.

    Raises `AccessDenied`, `ReasonNeeded`, and `NoLeaveError` where the profile demands a second person,
    before anything is read. A leave is used up by this, whether anybody reads or not. ``behind``: the
    person who let a machine ask. ``delimiter`` of CSV: ',' or ';'.
    """
    allowed(actor, Action.EXPORT_LEDGER, now, because)
    leave = use_leave(actor.tenant, behind or actor.person, Subject.EXPORT_LEDGER, actor.tenant, now)
    return _written(actor, form, now, _Why(because, leave), delimiter)


def ledger_of(tenant: TenantId, form: Form, now: Millis, delimiter: str = ",") -> Iterator[str]:
    """Yield a controller's ledger piece by piece, for what is handed back to it; beneath who has asked."""
    return (text for text, _, _ in _pieces(tenant, form, now, delimiter))


def _written(actor: Actor, form: Form, now: Millis, why: _Why, delimiter: str) -> Iterator[str]:
    records, chain, kept_back = 0, EMPTY, _restricted(actor.tenant)
    _log(actor, form, (), why, now)
    try:
        # counted before it leaves: who breaks off has it
        for text, records, chain in _pieces(actor.tenant, form, now, delimiter, kept_back):  # noqa: B007
            yield text
    finally:
        left = (Detail("records", records), Detail("chain", chain), Detail("restricted", len(kept_back)))
        _log(actor, form, left, why, now)


def _restricted(tenant: TenantId) -> frozenset[str]:
    """Return the events of calls that are restricted now: they are stored and no more (Art. 18(2) GDPR)."""
    with tenant_scope(tenant):
        shown = without_restricted(ConsentEvent.objects.all()).values("id")
        return frozenset(ConsentEvent.objects.exclude(id__in=shown).values_list("id", flat=True))


def _pieces(
    tenant: TenantId, form: Form, now: Millis, delimiter: str, kept_back: frozenset[str] = frozenset()
) -> Iterator[tuple[str, int, str]]:
    """Yield text, and how many records with which chain it ends with; ``kept_back``: ids that stay here."""
    records, chain = 0, EMPTY
    yield _first(tenant, form, now, delimiter), records, chain
    for row in _rows(tenant):
        if row.id in kept_back:
            continue
        text, chain = _jsonld(row, chain) if form is Form.JSONLD else _csv(row, chain, delimiter)
        between = "" if records == 0 or form is Form.CSV else ",\n"
        records += 1
        yield between + text, records, chain
    yield _last(tenant, form, records, chain, delimiter, len(kept_back)), records, chain


def _rows(tenant: TenantId) -> Iterator[ConsentEvent]:
    """Yield the events in order, in batches: no scope and no cursor stays open while somebody reads."""
    at, name = -1, ""
    while True:
        with tenant_scope(tenant):
            later = ConsentEvent.objects.filter(at__gte=at).exclude(at=at, id__lte=name)
            batch = list(later.order_by("at", "id")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        at, name = batch[-1].at, batch[-1].id


def _first(tenant: TenantId, form: Form, now: Millis, delimiter: str) -> str:
    if form is Form.CSV:
        return BOM + _row(COLUMNS, delimiter)
    lines: dict[str, Json] = {
        "@context": CONTEXT,
        "dct:created": _iso(now),
        "dct:publisher": {"@id": _urn("controller", tenant)},
        "rs:checkpoint": checkpoint_text(tenant),
    }
    return json.dumps(lines, ensure_ascii=False)[:-1] + ', "@graph": [\n'


def _last(tenant: TenantId, form: Form, records: int, chain: str, delimiter: str, kept_back: int) -> str:
    if form is Form.CSV:
        signed = (CHECKPOINT, checkpoint_text(tenant), *[""] * (len(COLUMNS) - 2))
        return _row(signed, delimiter) + _row(
            (END, str(records), *[""] * (len(COLUMNS) - 3), chain), delimiter
        )
    end: dict[str, Json] = {"rs:records": records, "rs:chainHash": chain}
    if kept_back:
        end["rs:restricted"] = kept_back
    return '\n], "rs:manifest": ' + json.dumps(end) + "}\n"


def _jsonld(row: ConsentEvent, chain: str) -> tuple[str, str]:
    fields = _record(row)
    own = record_sha256(fields)
    chain = following(chain, own)
    return json.dumps({**fields, "rs:recordHash": own, "rs:chainHash": chain}, ensure_ascii=False), chain


def _record(row: ConsentEvent) -> dict[str, Json]:
    """Return an event as a consent record (TS 27560: header, processing, party, event)."""
    status: dict[str, Json] = {
        "@type": STATUS[ConsentState(row.state)],
        "dpv:isIndicatedAtTime": {"@value": _iso(Millis(row.at)), "@type": "xsd:dateTime"},
        "dpv:hasIndicationMethod": row.method or row.refused_by,
        "dpv:isIndicatedBy": {"@id": "rs:Rule" if row.method == "rule" else "dpv:DataSubject"},
    }
    return {
        "@id": _urn("consent", row.id),
        "@type": "dpv:ConsentRecord",
        "dct:identifier": row.id,
        "dct:conformsTo": {"@id": CONFORMS},
        "dpv:hasDataSubject": {"@id": _subject(row), "@type": "dpv:DataSubject"},
        "dpv:hasDataController": {"@id": _urn("controller", row.tenant_id)},
        "dpv:hasLegalBasis": {"@id": "eu-gdpr:A6-1-a"},
        "dpv:hasPurpose": {"@id": _urn("purpose", row.purpose)},
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:identifier": row.text,
            "dct:language": row.language,
        },
        "dpv:hasConsentStatus": status,
        "dpv:hasDuration": row.promised,
        "rs:refusedBy": row.refused_by,
        "rs:call": row.call,
        "rs:channel": row.channel,
        "rs:product": row.product,
        "rs:plan": row.plan,
        "rs:deleteBy": _iso(Millis(row.due_at)) if row.due_at is not None else "",
        "rs:storedHash": digest_of(row),
    }


def _csv(row: ConsentEvent, chain: str, delimiter: str) -> tuple[str, str]:
    cells = [
        row.id, row.call, _subject(row), row.purpose, row.state, _iso(Millis(row.at)), row.method, row.text,
        row.language, row.promised, row.refused_by, row.channel, row.product, row.plan,
        _iso(Millis(row.due_at)) if row.due_at is not None else "", digest_of(row),
    ]  # fmt: skip
    cells = [harmless(cell) for cell in cells]
    own = record_sha256(dict(zip(COLUMNS, cells, strict=False)))
    chain = following(chain, own)
    return _row((*cells, own, chain), delimiter), chain


def _row(cells: tuple[str, ...], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _subject(row: ConsentEvent) -> str:
    """Return whom it is about: a number's keyed index, else the call, of whom nothing else is known."""
    if row.number_index:
        return _urn("number", row.number_index)
    return _urn("call", row.call)


def _urn(kind: str, name: str) -> str:
    return f"urn:rufschutz:{kind}:{name}"


def _iso(at: Millis) -> str:
    return to_datetime(at).isoformat(timespec="milliseconds")


def _log(actor: Actor, form: Form, left: tuple[Detail, ...], why: _Why, now: Millis) -> None:
    """Write that the ledger leaves; ``left``: what has, once that is known."""
    details = (
        Detail("form", form.value),
        *left,
        Detail("because", "" if why.because is None else why.because.value),
        Detail("role", actor.role.value),
        *((Detail("proposal", why.leave),) if why.leave else ()),
    )
    with tenant_scope(actor.tenant), transaction.atomic():
        record(Entry(AuditEvent.LEDGER_EXPORTED, actor.tenant, now, actor.person, actor.tenant, details))
