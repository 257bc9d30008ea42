"""What a receipt shows: kinds and dates of exactly what is stored. What it can do: withdraw, delete."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.models import Backup
from rufschutz.core.consent import actions, receipts
from rufschutz.core.consent.second import OnDay
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.actions import run
from rufschutz.domain.call.facts import ConsentState, ReceiptIssued
from rufschutz.domain.ids import LineId, PurposeId
from rufschutz.domain.moments import DAY, Millis

CODE = "482915537"
RECORD = PurposeId("record_matter")


@pytest.fixture
def found(office):
    """The receipt of a call with a message and a call back."""
    caller = office.call()
    caller.start().yes().record().speak().keep().ask_back()
    caller.tell(ReceiptIssued(caller.head(), CODE)).end("yes_and_recorded")
    office.take()
    office.archive()
    return again(office, office.now)


def again(office, now):
    second = OnDay("2026-09-21", frozenset({LineId("c" * 32)}))
    return actions.find(office.desk.keys, CODE, second, Millis(now), tenant=office.tenant)


def show(office, found):
    return receipts.show(found, office.desk.rules(office.tenant))


@pytest.mark.rule("R11")
def test_it_lists_exactly_what_is_stored(office, found):
    seen = show(office, found)
    kinds = [thing.kind for thing in seen.things]
    assert kinds == ["recording_matter", "matter", "callback_number", "call_metadata", "consent_given"]
    assert seen.things[0].length == 2000
    assert all(thing.due_at is not None and thing.erased_at is None for thing in seen.things)
    assert [(each.purpose, each.state) for each in seen.consents] == [(RECORD, ConsentState.GIVEN)]
    assert (seen.day, seen.sounding) == ("2026-09-21", True)


def test_of_backups_it_tells_only_where_some_are_made(office, found):
    assert show(office, found).backups_gone_at is None
    Backup.objects.create(
        id="keys", sort="keys", at=office.now, place="/backups", due_at=Millis(office.now + 7 * DAY)
    )
    seen = show(office, found)
    assert seen.backups_gone_at > max(thing.due_at for thing in seen.things)


def test_it_shows_no_number_no_line_no_reason(office, found):
    words = repr(show(office, found))
    for secret in ("23125", found.line, "Anmeldung", "Praxis", "•••"):
        assert secret not in words


def test_it_withdraws_and_doing_it_twice_is_no_error(office, found):
    keys, place = office.desk.keys, office.place
    done = receipts.withdraw(found, None, keys, place, office.now)
    assert done.entered
    assert [gone.proven for gone in done.gone] == [True]
    assert not receipts.withdraw(found, None, keys, place, office.now).entered
    seen = show(office, found)
    sound = next(thing for thing in seen.things if thing.kind == "recording_matter")
    assert (sound.erased_at, sound.proven, sound.length) == (office.now, True, 2000)
    assert [each.state for each in seen.consents] == [ConsentState.WITHDRAWN]
    assert not seen.sounding


@pytest.mark.usefixtures("scope")
def test_deleting_takes_a_second_step_that_does_not_wait(office, found):
    keys, place = office.desk.keys, office.place
    with pytest.raises(receipts.SecondStepError):
        receipts.erase_recording(found, "", keys, place, office.now)
    step = receipts.second_step(found, keys, office.now)
    with pytest.raises(receipts.SecondStepError):
        receipts.erase_recording(found, step, keys, place, Millis(office.now + 2 * receipts.STEP))
    assert Recording.objects.get().state == "archived"
    assert receipts.erase_recording(found, step, keys, place, office.now).entered
    assert Recording.objects.get().state == "erased"
    assert not receipts.erase_recording(found, step, keys, place, office.now).entered


def test_when_all_is_gone_it_says_since_when(office, found):
    gone = Millis(office.now + 100 * DAY)
    run([office.tenant], office.place, gone)
    seen = show(office, again(office, gone))
    assert seen.began_at is None
    assert {thing.kind for thing in seen.things if thing.erased_at == gone} >= {"recording_matter", "matter"}
    assert [thing.kind for thing in seen.things if thing.erased_at is None] == ["consent_given"]


def test_what_a_message_is_about_is_shown_to_go_with_it_and_does(office):
    """Kept to work on the message: without sound and number there is nothing to work on."""
    caller = office.call("9").start().yes().record().speak().keep().ask_back("", "appointment")
    caller.tell(ReceiptIssued(caller.head(), "987654321")).end("yes_and_recorded")
    office.take()
    office.archive()
    second = OnDay("2026-09-21", frozenset({LineId("c" * 32)}))
    found = actions.find(office.desk.keys, "987654321", second, office.now, tenant=office.tenant)
    shown = {thing.kind: thing.due_at for thing in show(office, found).things}
    assert shown["matter"] == shown["recording_matter"]
    run([office.tenant], office.place, Millis(shown["recording_matter"]))
    gone = {thing.kind for thing in show(office, found).things if thing.erased_at is not None}
    assert gone == {"recording_matter", "matter"}
