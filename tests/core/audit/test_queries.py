"""The trail of a call in sentences; a redacted payload leaves its line."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.actions import record_access, record_denial, redact
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.audit.queries import checkpoint, log, trail
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PurposeId

SECURITY = PurposeId("security")


def read(office, actor, call, language=Language.DE):
    return trail(actor, SECURITY, call, office.desk.keys, language, office.now)


def test_it_tells_what_waits_and_what_is_logged_the_same_way(office, officer):
    caller = office.recorded()
    waiting = read(office, officer, caller.id)
    office.sequence()
    logged = read(office, officer, caller.id)
    assert [line.index for line in waiting] == [None] * len(waiting)
    assert [(line.event, line.actor, line.details) for line in waiting] == [
        (line.event, line.actor, line.details) for line in logged
    ]
    assert logged[0].sentence == "Ein Anruf wurde angenommen."
    assert read(office, officer, caller.id, Language.EN)[0].sentence == "A call was answered."


def test_an_operator_reads_no_trail(office, operator):
    with pytest.raises(AccessDenied):
        read(office, operator, "0" * 32)


@pytest.mark.usefixtures("scope")
def test_a_redacted_line_stays_and_says_so(office, officer):
    caller = office.recorded()
    office.sequence()
    redact(list(LogEntry.objects.filter(call=caller.id).values_list("id", flat=True)))
    lines = read(office, officer, caller.id)
    assert lines
    assert {(line.actor, line.details, line.redacted) for line in lines} == {("", (), True)}


def test_who_looked_and_who_was_refused_stand_in_the_log(office, officer, owner, operator):
    record_access(owner, AuditEvent.CALLS_LISTED, PurposeId("handle_matter"), "", office.now)
    record_denial(office.tenant, operator.person, "calls", "", office.now)
    office.sequence()
    page = log(officer, SECURITY, office.desk.keys, Language.EN, office.now)
    newest = [(line.event, line.actor) for line in page.lines[:2]]
    assert newest == [(AuditEvent.ACCESS_DENIED, operator.person), (AuditEvent.CALLS_LISTED, owner.person)]
    assert (page.page, page.total) == (1, len(page.lines))


def test_a_page_beyond_the_last_is_the_last(office, officer):
    office.sequence()
    assert log(officer, SECURITY, office.desk.keys, Language.DE, office.now, page=9).page == 1


def test_there_is_no_checkpoint_before_the_first(office):
    assert checkpoint(office.tenant) is None
    office.sequence()
    seen = checkpoint(office.tenant)
    assert seen is not None
    assert seen.text.startswith(f"rufschutz/{office.tenant}\n{seen.size}\n")
