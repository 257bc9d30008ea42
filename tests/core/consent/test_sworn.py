"""One row of the ledger edited in the database, and the check names it."""

from __future__ import annotations

import pytest
from django.db import connection
from second_wall import as_owner

from rufschutz.core.audit.models import LogEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.consent.sworn import LedgerFault, Wrong, verify_ledger
from rufschutz.core.retention.actions import run, withdraw
from rufschutz.domain.moments import DAY, Millis


def unguarded(office, sql, *values):
    """Do what only somebody with the database in hand can do: without the triggers."""
    with as_owner(), connection.cursor() as cursor:
        for name in ("consent_no_update", "consent_no_delete"):
            on = " ON consent_consentevent" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    with tenant_scope(office.tenant), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("sequenced", [True, False])
def test_a_ledger_as_it_was_written_is_whole(office, owner, sequenced):
    caller = office.recorded()
    office.recorded("2")
    withdraw(owner, caller.id, office.desk.keys, office.place, Millis(office.now + DAY))
    if sequenced:
        office.sequence()
    report = verify_ledger(office.tenant, office.desk.keys)
    assert (report.checked, report.unsworn, report.faults) == (3, 0, ())


@pytest.mark.rule("R18")
@pytest.mark.parametrize(
    "change",
    ["at = at - 86400000", "promised = 'P30D'", "purpose = 'quality'", "state = 'given', method = 'x'"],
)
def test_one_edited_row_is_found_and_named(office, change):
    office.recorded("1")
    edited = office.recorded("2").consent
    office.sequence()
    unguarded(office, "UPDATE consent_consentevent SET " + change + " WHERE id = %s", edited)  # noqa: S608 - the cases above
    report = verify_ledger(office.tenant, office.desk.keys)
    assert report.faults == (LedgerFault(edited, Wrong.EDITED),)
    assert report.checked == 1


def test_one_taken_out_is_missed_unless_an_erasure_says_so(office):
    caller = office.recorded()
    office.recorded("2", office.now + DAY)
    run([office.tenant], office.place, Millis(office.now + 6 * 366 * DAY))
    assert verify_ledger(office.tenant, office.desk.keys).faults == ()
    late = office.recorded("3", office.now + 7 * 366 * DAY).consent
    unguarded(office, "DELETE FROM consent_consentevent WHERE id = %s", late)
    assert verify_ledger(office.tenant, office.desk.keys).faults == (LedgerFault(late, Wrong.TAKEN_OUT),)
    assert caller.consent != late


@pytest.mark.usefixtures("scope")
def test_one_put_in_by_hand_has_no_word_in_the_log(office):
    office.recorded()
    row = ConsentEvent.objects.get()
    row.pk = "f" * 32
    row.save(force_insert=True)
    assert verify_ledger(office.tenant, office.desk.keys).faults == (LedgerFault("f" * 32, Wrong.PUT_IN),)


@pytest.mark.usefixtures("scope")
def test_where_the_log_holds_no_hash_any_more_nothing_is_claimed(office):
    office.recorded()
    office.sequence()
    LogEntry.objects.update(payload=None, salt=None, redacted=True)
    report = verify_ledger(office.tenant, office.desk.keys)
    assert (report.checked, report.unsworn, report.faults) == (0, 1, ())
