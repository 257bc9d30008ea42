"""Reading an exported ledger back: whether it is as it left, and if not, at which record.

Needs nothing but the file; whether the end of its chain is the one that stands in the log is
asked of the installation it came from (`known_chain`).
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.queries import entry_of
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.export import BOM, CHECKPOINT, COLUMNS, END, HASHES
from rufschutz.core.errors import CoreError
from rufschutz.domain.audit.entry import read_entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.canonical import CanonicalError
from rufschutz.domain.consent.record import EMPTY, following, record_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.canonical import Json
    from rufschutz.domain.ids import TenantId

_OWN, _CHAIN = "rs:recordHash", "rs:chainHash"


class ExportDamaged(CoreError):  # noqa: N818 - named for what was found
    """The file is not as it left."""

    advice = "Ask for a new export; somebody changed this file, or it was cut off."


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that is as it left: how many records, and the end of their chain (64 hex digits)."""

    records: int
    chain: str


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    own: str
    chain: str
    fields: dict[str, Json]


def verify_export(text: str) -> Whole:
    """Return what a file holds; raise `ExportDamaged` naming the first record that was changed."""
    lines, records, end = _parsed(text)
    chain, count = EMPTY, 0
    for count, line in enumerate(lines, start=1):
        own = _hash(line)
        if own != line.own:
            raise ExportDamaged(f"record {count} ({line.name}) was changed")
        chain = following(chain, own)
        if chain != line.chain:
            raise ExportDamaged(f"before record {count} ({line.name}) one is missing, or was put in")
    if (count, chain) != (records, end):
        raise ExportDamaged(f"the file says that it holds {records} records, and holds {count}")
    return Whole(count, chain)


def _hash(line: _Line) -> str:
    try:
        return record_sha256(line.fields)
    except CanonicalError:
        return ""


def known_chain(tenant: TenantId, chain: str, keys: Keys) -> bool:
    """Say whether the log tells of an export that ended with ``chain``."""
    event = AuditEvent.LEDGER_EXPORTED.value
    with tenant_scope(tenant):
        logged = [entry_of(row, keys) for row in LogEntry.objects.filter(event=event)]
        waiting = [read_entry(row.payload.encode()) for row in OutboxEntry.objects.filter(event=event)]
    told = (entry for entry in (*logged, *waiting) if entry is not None)
    return any(detail.name == "chain" and detail.value == chain for entry in told for detail in entry.details)


def _parsed(text: str) -> tuple[Iterable[_Line], int, str]:
    try:
        return _of_csv(text) if text.startswith(BOM) else _of_jsonld(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, csv.Error) as error:
        raise ExportDamaged("this is no ledger, or not all of one") from error


def _of_jsonld(document: Any) -> tuple[Iterable[_Line], int, str]:  # noqa: ANN401 - what a stranger's file holds
    manifest = document["rs:manifest"]
    lines = [_jsonld_line(row) for row in document["@graph"]]
    return lines, int(manifest["rs:records"]), str(manifest[_CHAIN])


def _jsonld_line(row: dict[str, Json]) -> _Line:
    fields = {name: value for name, value in row.items() if name not in (_OWN, _CHAIN)}
    return _Line(str(row["dct:identifier"]), str(row[_OWN]), str(row[_CHAIN]), fields)


def _of_csv(text: str) -> tuple[Iterable[_Line], int, str]:
    body = text.removeprefix(BOM)
    delimiter = ";" if body.partition("\r\n")[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    if tuple(rows[0]) != COLUMNS or rows[-1][0] != END:
        raise ValueError("columns or end are missing")
    records = rows[1:-1]
    if records and records[-1][0] == CHECKPOINT:
        records.pop()
    return list(_csv_lines(records)), int(rows[-1][1]), rows[-1][-1]


def _csv_lines(rows: list[list[str]]) -> Iterator[_Line]:
    for cells in rows:
        own, chain = cells[-len(HASHES) :]
        fields: dict[str, Json] = dict(zip(COLUMNS[: -len(HASHES)], cells, strict=False))
        yield _Line(cells[0], own, chain, fields)
