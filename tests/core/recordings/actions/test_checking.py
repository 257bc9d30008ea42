"""The nightly check: what rests on no consent is sealed to nobody, told of, and destroyed in time."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import connection
from second_wall import as_owner

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.actions import wrap_data_key
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings.actions import check_consents, open_recording
from rufschutz.core.recordings.models import Recording, State, Use
from rufschutz.core.recordings.queries import may_play, quarantined
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.consent.holding import Fault
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis

QUALITY = PurposeId("quality")


def asked(office, name="1", *purposes):
    caller = office.call(name).start().yes(promised="P14D").record().speak()
    for purpose in purposes:
        caller.also(purpose)
    caller.keep().end("yes_and_recorded")
    office.take()
    office.archive()
    return caller


def check(office, days=1):
    return check_consents(office.tenant, office.desk, Millis(office.now + days * DAY))


def wrapped(office, caller):
    return {wrap.purpose for wrap in wraps_of(office.tenant, [caller.artefact]).get(caller.artefact, ())}


def faults(checked):
    return {(each.purpose, each.fault) for each in checked.unheld}


def tamper(table, column, value, row):
    """Change a row past everything that guards it, as somebody with the database's password could."""
    with as_owner(), connection.cursor() as cursor:
        triggers = _triggers(cursor) if table == "consent_consentevent" else []
        for name, place, _ in triggers:
            _drop(cursor, name, place)
        if column is None:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row])  # noqa: S608 - names of this module
        else:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, row])  # noqa: S608
        for _, _, text in triggers:
            cursor.execute(text)


def _triggers(cursor):
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid = 'consent_consentevent'::regclass"
        )
    return list(cursor.fetchall())


def _drop(cursor, name, place):
    cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {place}"))


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_where_everything_holds_nothing_changes_and_the_log_says_how_much_was_looked_at(callcentre):
    callers = [asked(callcentre, "1"), asked(callcentre, "2", QUALITY)]
    checked = check(callcentre)
    assert (checked.uses, checked.seals, checked.unheld) == (3, 3, ())
    assert [wrapped(callcentre, caller) for caller in callers] == [
        {"record_matter"},
        {"record_matter", QUALITY},
    ]
    entry = json.loads(OutboxEntry.objects.get(event="consent:check:finished").payload)
    assert entry["details"] == {"uses": 3, "seals": 3, "unheld": 0}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_a_deleted_consent_locks_the_recording_at_once_and_the_check_destroys_its_key(callcentre, owner):
    caller = asked(callcentre)
    tamper("consent_consentevent", None, None, caller.consent)
    with pytest.raises(AccessDenied):
        open_recording(owner, caller.artefact, callcentre.desk.keys, callcentre.desk.blobs, callcentre.now)
    assert not may_play(owner, caller.artefact, callcentre.now)
    assert faults(check(callcentre)) == {("record_matter", Fault.MISSING)}
    assert wrapped(callcentre, caller) == set()
    row = Recording.objects.get()
    assert (row.state, row.kind, quarantined(callcentre.tenant)) == (State.QUARANTINED, "quarantine", 1)
    told = json.loads(OutboxEntry.objects.get(event="consent:check:quarantined").payload)
    assert (told["subject"], told["details"]["fault"]) == (caller.artefact, "missing")


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_what_was_locked_away_is_destroyed_with_a_certificate(callcentre):
    caller = asked(callcentre)
    tamper("consent_consentevent", None, None, caller.consent)
    check(callcentre, days=1)
    assert run([callcentre.tenant], callcentre.place, Millis(callcentre.now + 13 * DAY)).total == 0
    run([callcentre.tenant], callcentre.place, Millis(callcentre.now + 16 * DAY))
    erasure = Erasure.objects.get(artefact=caller.artefact)
    assert (erasure.kind, erasure.state, erasure.because) == ("quarantine", "logged", "sweep")
    assert quarantined(callcentre.tenant) == 0


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
@pytest.mark.parametrize(
    ("table", "column", "value", "fault"),
    [
        ("consent_consentevent", "state", "refused", Fault.NOT_GIVEN),
        ("consent_consentevent", "state", "expired", Fault.NOT_GIVEN),
        ("consent_consentevent", "grounded", False, Fault.NO_GROUND),
        ("consent_consentevent", "purpose", "quality", Fault.ANOTHER_PURPOSE),
        ("consent_consentevent", '"call"', "f" * 32, Fault.MISSING),
        ("consent_consentevent", "promised", "P1D", Fault.PROMISED_LESS),
        ("consent_consentevent", "at", 2_000_000_000_000, Fault.TOO_LATE),
        ("consent_consentevent", "evidence", b"", Fault.NO_EVIDENCE),
        ("consent_consentevent", "evidence", b"forged" * 20, Fault.NO_EVIDENCE),
        ("recordings_use", "due_at", 2_000_000_000_000, Fault.PROMISED_LESS),
        ("recordings_use", "promised_until", 2_000_000_000_000, Fault.PROMISED_LESS),
        ("recordings_use", "consent", "f" * 32, Fault.MISSING),
    ],
)
def test_whatever_was_changed_by_hand_is_found(callcentre, table, column, value, fault):
    caller = asked(callcentre)
    row = caller.consent if table == "consent_consentevent" else Use.objects.get().id
    tamper(table, column, value, row)
    assert faults(check(callcentre)) == {("record_matter", fault)}
    assert wrapped(callcentre, caller) == set()
    assert Recording.objects.get().state == State.QUARANTINED


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_another_callers_seal_in_its_place_is_found(callcentre):
    caller, other = asked(callcentre, "1"), asked(callcentre, "2")
    sealed = bytes(ConsentEvent.objects.get(id=other.consent).evidence)
    tamper("consent_consentevent", "evidence", sealed, caller.consent)
    assert faults(check(callcentre)) == {("record_matter", Fault.NO_EVIDENCE)}
    assert wrapped(callcentre, other) == {"record_matter"}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
@pytest.mark.rule("R33")
def test_the_purpose_that_does_not_hold_goes_and_the_other_one_stays(callcentre):
    caller = asked(callcentre, "1", QUALITY)
    quality = ConsentEvent.objects.get(purpose=QUALITY)
    tamper("consent_consentevent", "grounded", False, quality.id)
    assert faults(check(callcentre)) == {(QUALITY, Fault.NO_GROUND)}
    assert wrapped(callcentre, caller) == {"record_matter"}
    row = Recording.objects.get()
    assert (row.state, row.kind) == (State.ARCHIVED, "recording_matter")


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
@pytest.mark.parametrize("ending", ["withdrawn", "invalidated", "expired"])
def test_an_end_that_came_without_its_effect_is_made_good(callcentre, ending):
    """As where a change of voice or of the far end invalidates a yes after the archive was made."""
    caller = asked(callcentre)
    given = ConsentEvent.objects.get()
    ConsentEvent.objects.create(
        id="9" * 32,
        tenant_id=callcentre.tenant,
        call=caller.id,
        purpose="record_matter",
        state=ending,
        at=given.at + 5,
        position=given.position + 1,
        plan=given.plan,
        evidence=b"sealed",
    )
    assert faults(check(callcentre)) == {("record_matter", Fault.ENDED)}
    assert wrapped(callcentre, caller) == set()


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R33")
def test_a_key_for_a_purpose_that_nobody_consented_to_is_destroyed(callcentre):
    caller = asked(callcentre)
    desk = callcentre.desk
    wrap_data_key(
        desk.keys, callcentre.tenant, caller.id, QUALITY, caller.artefact, b"k" * 32, callcentre.now
    )
    assert faults(check(callcentre)) == {(QUALITY, Fault.NO_USE)}
    assert wrapped(callcentre, caller) == {"record_matter"}
    assert Recording.objects.get().state == State.ARCHIVED


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_a_recording_that_names_no_use_is_locked_away(callcentre):
    caller = asked(callcentre)
    Use.objects.all().delete()
    assert Fault.NO_USE in {fault for _, fault in faults(check(callcentre))}
    assert wrapped(callcentre, caller) == set()
    assert Recording.objects.get().state == State.QUARANTINED


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_a_journal_that_waits_is_checked_as_well_and_gets_no_key(callcentre):
    caller = callcentre.call().start().yes(promised="P14D").record().speak().keep().end("yes_and_recorded")
    callcentre.take()
    tamper("consent_consentevent", "grounded", False, caller.consent)
    check(callcentre)
    callcentre.archive()
    assert wrapped(callcentre, caller) == set()
    assert Recording.objects.get().state == State.QUARANTINED


@pytest.mark.usefixtures("scope")
def test_what_was_found_is_not_found_again(callcentre):
    caller = asked(callcentre)
    tamper("consent_consentevent", "grounded", False, caller.consent)
    assert len(check(callcentre).unheld) == 1
    assert check(callcentre).unheld == ()
    assert OutboxEntry.objects.filter(event="consent:check:quarantined").count() == 1


@pytest.mark.usefixtures("scope")
def test_a_purpose_that_the_policy_of_the_call_does_not_know_is_none(callcentre):
    asked(callcentre)
    rules = callcentre.desk.rules(callcentre.tenant)
    others = tuple((name, kind) for name, kind in rules.recordings if name != "record_matter")
    callcentre.desk = replace(callcentre.desk, rules=lambda _: replace(rules, recordings=others))
    assert faults(check(callcentre)) == {("record_matter", Fault.NO_SUCH_PURPOSE)}
