"""The measured process of `rufschutz.bench.record.log`: events into the outbox, then the product's sequencer.

What is counted begins with a full outbox and ends with the signed checkpoint and its tiles on disk. The
log that they join is filled before by copies of one event, each with a leaf of its own; afterwards it is
searched, and held against itself as every night.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.bench import copying
from rufschutz.bench.effort import effort
from rufschutz.bench.office import open_office
from rufschutz.core.audit.actions import Note, record_all, sequence
from rufschutz.core.audit.search import search
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions.leaves import check_log
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.search import Criteria
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.bench.office import Office

CHUNK: Final = 1000
ASKED: Final = 15
WHO: Final = "0" * 32

SEARCHES: Final = {
    "event": Criteria(event=AuditEvent.POLICY_ADOPTED.value),
    "about": Criteria(about="f" * 32),
    "who": Criteria(who=WHO),
}
"""What is looked for: an event that came once, at the beginning; a thing and a person that are nowhere."""


def main() -> None:
    """Measure with as many entries as the first argument says, in a log of as many as the second does."""
    office, count, size = open_office(), int(sys.argv[1]), int(sys.argv[2])
    sequence(office.tenant, office.keys, office.log, office.now)
    _fill(office, size - count)
    with effort() as recorded:
        _record(office, count)
    with effort() as signed:
        logged = sequence(office.tenant, office.keys, office.log, office.now)
    found = {f"{name}_ms": 1000 * _asked(office, each) for name, each in SEARCHES.items()}
    found["period_ms"] = 1000 * _asked(office, Criteria(since=office.now, until=Millis(office.now + DAY)))
    sequence(office.tenant, office.keys, office.log, office.now)
    with effort() as checked:
        wrong = check_log(office.tenant, office.keys, office.log, office.now)
    answer = {
        "logged": logged,
        "recording": recorded.seconds,
        "signing": signed.seconds,
        "signing_cpu": signed.cpu,
        "wrong": wrong,
        "checking": checked.seconds,
        "checking_cpu": checked.cpu,
    }
    print(json.dumps(answer | found))  # noqa: T201 - the answer to the measuring process


def _fill(office: Office, number: int) -> None:
    """Bring so many entries into the log, copies of one in the outbox."""
    if number < 1:
        return
    with copying.much():
        with tenant_scope(office.tenant), transaction.atomic():
            record_all([note(office)])
            [waiting] = copying.rows("audit_outboxentry", "tenant_id", office.tenant)
            copying.copy("audit_outboxentry", waiting, {}, 2, number)
        sequence(office.tenant, office.keys, office.log, office.now)
    copying.count_anew()


def _asked(office: Office, criteria: Criteria) -> float:
    """Return the median seconds of looking for something in the log."""
    owner = Actor(PersonId("1" * 32), office.tenant, Role.OWNER, second_factor=True)
    took = []
    for _ in range(ASKED):
        with effort() as spent:
            search(owner, SECURITY, criteria, office.keys, Language.DE, office.now)
        took.append(spent.seconds)
    return sorted(took)[ASKED // 2]


def _record(office: Office, count: int) -> None:
    for start in range(0, count, CHUNK):
        with tenant_scope(office.tenant), transaction.atomic():
            record_all([note(office) for _ in range(min(CHUNK, count - start))])


def note(office: Office) -> Note:
    """Return an entry as somebody's look at a call leaves one."""
    details = (Detail("purpose", "record_matter"), Detail("role", "owner"))
    return Note(Entry(AuditEvent.CALL_VIEWED, office.tenant, office.now, new_id(), new_id(), details))
