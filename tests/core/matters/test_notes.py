"""What was written is sealed, told to who works on it, and gone with the request."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.keys.models import Level, VaultKey
from rufschutz.core.matters.actions import close, receive
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.notes import Written, note
from rufschutz.core.matters.queries import written_open
from rufschutz.core.retention.actions.run import run
from rufschutz.domain.ids import FactId, PurposeId, ReasonId
from rufschutz.domain.moments import DAY, Millis

PURPOSE = PurposeId("handle_matter")
NAME = FactId("f" * 32)
SAID = Written("+493023125011", "Bitte rufen Sie nach elf Uhr an.", "Muster", ReasonId("prescription"))


@pytest.fixture
def sent(office, line):
    return receive(
        office.tenant, line, NAME, SAID, office.desk.keys, office.desk.rules(office.tenant), office.now
    )


def subject_keys():
    return VaultKey.objects.filter(level=Level.SUBJECT, subject=NAME).count()


@pytest.mark.rule("R14")
def test_who_works_on_it_reads_what_was_written(office, sent, owner) -> None:
    told = note(owner, PURPOSE, NAME, office.desk.keys, office.now)
    assert (told.name, told.text, told.reason) == (SAID.name, SAID.text, SAID.reason)
    assert told.matter.number == "••• 11"
    assert [each.id for each in written_open(owner, PURPOSE, office.now)] == [NAME]


def test_who_only_watches_reads_nothing(office, sent, officer) -> None:
    with pytest.raises(AccessDenied):
        note(officer, PURPOSE, NAME, office.desk.keys, office.now)


def test_what_came_in_a_call_is_no_written_request(office, owner) -> None:
    caller = office.call().start().no().ask_back().end("refused")
    office.take()
    with pytest.raises(NotFound):
        note(owner, PURPOSE, caller.facts[3].head.fact, office.desk.keys, office.now)


@pytest.mark.usefixtures("scope")
def test_nothing_of_it_stands_in_the_clear_and_its_length_tells_nothing(office, sent) -> None:
    row = Matter.objects.get()
    stored = bytes(row.note_sealed) + bytes(row.number_sealed) + bytes(row.reason_sealed)
    for word in ("Muster", "elf Uhr", "23125011", "prescription"):
        assert word.encode() not in stored
    longer = Written("+493023125011", "x" * 900)
    rules = office.desk.rules(office.tenant)
    receive(office.tenant, sent.call, FactId("e" * 32), longer, office.desk.keys, rules, office.now)
    assert len({len(bytes(each.note_sealed)) for each in Matter.objects.all()}) == 1


@pytest.mark.usefixtures("scope")
def test_an_address_is_kept_without_an_index(office, line) -> None:
    mail = Written("anfrage@example.org", "Termin")
    rules = office.desk.rules(office.tenant)
    view = receive(office.tenant, line, NAME, mail, office.desk.keys, rules, office.now)
    row = Matter.objects.get()
    assert (view.number, row.number_index) == ("•••@•••", "")


@pytest.mark.usefixtures("scope")
def test_sent_twice_it_is_there_once(office, line, sent) -> None:
    again = receive(
        office.tenant, line, NAME, SAID, office.desk.keys, office.desk.rules(office.tenant), office.now
    )
    assert again == sent
    assert Matter.objects.count() == 1
    assert OutboxEntry.objects.filter(event="call:matter:written").count() == 1


@pytest.mark.usefixtures("scope")
def test_its_number_goes_first_and_its_words_stay_readable_until_it_goes(office, sent, owner) -> None:
    rules = office.desk.rules(office.tenant)
    close(owner, PURPOSE, NAME, rules, office.now)
    run([office.tenant], office.place, Millis(office.now + 3 * DAY))
    assert Matter.objects.get().number_sealed is None
    told = note(owner, PURPOSE, NAME, office.desk.keys, Millis(office.now + 3 * DAY))
    assert told.text == SAID.text
    run([office.tenant], office.place, Millis(office.now + 40 * DAY))
    assert Matter.objects.count() == 0
    assert subject_keys() == 0


@pytest.mark.usefixtures("scope")
def test_never_closed_it_is_gone_at_the_cap(office, sent) -> None:
    run([office.tenant], office.place, Millis(office.now + 91 * DAY))
    assert Matter.objects.count() == 0
    assert subject_keys() == 0
