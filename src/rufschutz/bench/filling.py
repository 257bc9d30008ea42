"""The measured process of `rufschutz.bench.searching`: fills a ledger and a week of calls, then asks.

What is filled in bulk are rows as the product writes them, made by the database; the numbers
that are asked for are indexed with the tenant's own key. Needs a Django that is set up for an
empty installation.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Final

from django.db import connection

from rufschutz.adapters.clock import new_id
from rufschutz.bench.office import LINE, open_office
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.figures import figures
from rufschutz.core.consent.ledger import search
from rufschutz.core.ingest.known import Register
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY
from rufschutz.handover.lookup import FORMAT, LookupRequest
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.bench.office import Office

ASKED: Final = 1_000
_SQLITE: Final = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
_MD5: Final = "md5(random()::text)"
_RANDOM: Final = {
    "sqlite": "lower(hex(randomblob({bytes})))",
    "postgresql": f"substr({_MD5} || {_MD5}, 1, {{digits}})",
}


def main() -> None:
    """Fill as many consents and calls as the arguments say; print the times as one line of JSON."""
    office = open_office()
    consents, calls = int(sys.argv[1]), int(sys.argv[2])
    with tenant_scope(office.tenant):
        _fill(consents, calls, office)
    known = [f"+49301{place:07}" for place in range(ASKED)]
    _store(known, office)
    (usual, slowest), missed = _lookups(known, office)
    answer = {
        "usual_ms": usual,
        "lookup_ms": slowest,
        "missed": missed,
        "search_ms": _searches(known, office)[1],
        "figures_s": _figures(office),
    }
    print(json.dumps(answer))  # noqa: T201 - the answer to the measuring process


def _fill(consents: int, calls: int, office: Office) -> None:
    tenant, now = office.tenant, office.now
    half = consents // 2
    _insert(
        "consent_standingconsent",
        "tenant_id, number_index, purpose, channel, product, state, event, at, text, expires_at",
        f"'{tenant}', {_hex(32)}, 'remind', '', '', 'given', {_hex(16)}, {now}, '', {now + 700 * DAY}",
        half,
    )
    _insert(
        "consent_consent",
        "tenant_id, call, purpose, state, event, at, number_index",
        f"'{tenant}', {_hex(16)}, 'record_matter', 'given', {_hex(16)}, {now}, {_hex(32)}",
        consents - half,
    )
    _insert(
        "calls_call",
        "id, tenant_id, line, plan, started_at, ended_at, ended_by, outcome, withheld, number_index, "
        "number_mask, kind, rule",
        f"{_hex(16)}, '{tenant}', '', '', {now} - i, {now} - i + 60000, 'caller', "
        "CASE WHEN i % 2 = 0 THEN 'refused' ELSE 'yes_and_recorded' END, false, '', '', '', ''",
        calls,
    )
    _insert(
        "calls_timelineentry",
        "id, tenant_id, call, at, position, kind, detail",
        f"{_hex(16)}, '{tenant}', {_hex(16)}, {now} - i, 1, 'consent', '{_detail()}'",
        calls,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(table: str, columns: str, values: str, count: int) -> None:
    counting = _SQLITE.format(count=count) if connection.vendor == "sqlite" else ""
    source = "n" if counting else f"generate_series(1, {count}) AS n(i)"
    words = (counting, "INSERT INTO", table, f"({columns})", "SELECT", values, "FROM", source)
    with connection.cursor() as cursor:
        cursor.execute(" ".join(words))


def _hex(size: int) -> str:
    return _RANDOM[connection.vendor].format(bytes=size, digits=2 * size)


def _detail() -> str:
    return json.dumps(
        {
            "purpose": "record_matter",
            "state": "given",
            "refused_by": "",
            "text": "opening",
            "version": "0" * 12,
            "asked_after": 12_000,
        }
    )


def _store(numbers: list[str], office: Office) -> None:
    """Give numbers that will be asked for a standing consent and one of a call."""
    indexes = [office.keys.lookup(office.tenant, LookupUse.CONSENT_AND_OBJECTION, each) for each in numbers]
    standing = [(office.tenant, index, new_id(), office.now) for index in indexes]
    called = [(office.tenant, new_id(), index, new_id(), office.now) for index in indexes]
    with tenant_scope(office.tenant), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO consent_standingconsent (tenant_id, number_index, purpose, channel, product, state, "
            "event, at, text) VALUES (%s, %s, 'remind', '', '', 'given', %s, %s, '')",
            standing,
        )
        cursor.executemany(
            "INSERT INTO consent_consent (tenant_id, call, purpose, number_index, state, event, at) "
            "VALUES (%s, %s, 'record_matter', %s, 'given', %s, %s)",
            called,
        )


def _lookups(known: list[str], office: Office) -> tuple[tuple[float, float], int]:
    """Ask for stored and for strange numbers in turn, as voice does while it rings."""
    register = Register(office.desk, lambda: office.now)
    found = 0

    def ask(number: str) -> None:
        nonlocal found
        found += bool(register.known(LookupRequest(FORMAT, office.tenant, LINE, number)).consented)

    strangers = [f"+49302{place:07}" for place in range(ASKED)]
    took = _timed(ask, [each for pair in zip(known, strangers, strict=True) for each in pair])
    return took, len(known) - found


def _searches(known: list[str], office: Office) -> tuple[float, float]:
    owner = Actor(PersonId("0" * 32), office.tenant, Role.OWNER, second_factor=True)
    return _timed(
        lambda number: search(owner, office.keys, number, office.now, Because.REVIEW), known[: ASKED // 5]
    )


def _figures(office: Office) -> float:
    owner = Actor(PersonId("0" * 32), office.tenant, Role.OWNER, second_factor=True)
    started = time.perf_counter()
    figures(owner, office.now)
    return time.perf_counter() - started


def _timed(ask: Callable[[str], object], numbers: list[str]) -> tuple[float, float]:
    """Return the median and the 99th percentile in ms."""
    took = []
    for number in numbers:
        started = time.perf_counter()
        ask(number)
        took.append(1000 * (time.perf_counter() - started))
    ordered = sorted(took)
    return ordered[len(took) // 2], ordered[len(took) * 99 // 100]
