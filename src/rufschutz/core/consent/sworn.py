"""Whether the ledger is what the log says it is: every event against the hash that was logged with it.

Finds the event that was edited, one that was taken out without an erasure, and one that was
put in by hand. It can tell nothing of events whose log entry has been erased by its own rule,
or was written before hashes were; those are counted. Whether the log itself is whole is shown
by `rufschutz verify`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.queries import entry_of
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.digest import EVENT, RECORD, digest_of
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.audit.entry import read_entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import FactId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.audit.entry import Entry
    from rufschutz.domain.ids import TenantId

BATCH = 2_000

CHANGES = (
    AuditEvent.CONSENT_REQUESTED,
    AuditEvent.CONSENT_GIVEN,
    AuditEvent.CONSENT_REFUSED,
    AuditEvent.CONSENT_WITHDRAWN,
    AuditEvent.CONSENT_EXPIRED,
    AuditEvent.CONSENT_INVALIDATED,
)


class Wrong(StrEnum):
    """What is wrong with an event."""

    EDITED = "edited"
    TAKEN_OUT = "taken_out"
    PUT_IN = "put_in"


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """An event that is not what was logged."""

    event: FactId
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """``checked`` events agree with the log; ``unsworn`` ones have no hash there to compare with."""

    checked: int
    unsworn: int
    faults: tuple[LedgerFault, ...]


def verify_ledger(tenant: TenantId, keys: Keys) -> LedgerReport:
    """Compare every event of a tenant with the log; changes nothing."""
    with tenant_scope(tenant):
        sworn, silent = _sworn(keys)
        faults, seen, unsworn = [], 0, 0
        for row in ConsentEvent.objects.order_by("at", "id").iterator(BATCH):
            said = sworn.pop(row.id, None)
            if said is None:
                unsworn += 1
                silent -= 1
                if silent < 0:
                    faults.append(LedgerFault(FactId(row.id), Wrong.PUT_IN))
            elif said != digest_of(row):
                faults.append(LedgerFault(FactId(row.id), Wrong.EDITED))
            else:
                seen += 1
        faults += [LedgerFault(event, Wrong.TAKEN_OUT) for event in _not_erased(list(sworn))]
    return LedgerReport(seen, unsworn, tuple(faults))


def _sworn(keys: Keys) -> tuple[dict[str, str], int]:
    """Return event → hash as logged, and for how many changes of a consent the log has no hash (any more)."""
    found: dict[str, str] = {}
    silent = 0
    for entry in _entries(keys):
        said = {} if entry is None else {detail.name: detail.value for detail in entry.details}
        if EVENT in said and RECORD in said:
            found[str(said[EVENT])] = str(said[RECORD])
        else:
            silent += 1
    return found, silent


def _entries(keys: Keys) -> Iterator[Entry | None]:
    names = [event.value for event in CHANGES]
    for row in LogEntry.objects.filter(event__in=names).order_by("index").iterator(BATCH):
        yield entry_of(row, keys)
    for waiting in OutboxEntry.objects.filter(event__in=names).order_by("id").iterator(BATCH):
        yield read_entry(waiting.payload.encode())


def _not_erased(events: list[str]) -> Iterator[FactId]:
    for start in range(0, len(events), BATCH):
        part = events[start : start + BATCH]
        gone = set(Erasure.objects.filter(artefact__in=part).values_list("artefact", flat=True))
        yield from (FactId(event) for event in part if event not in gone)
