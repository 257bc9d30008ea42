"""What a call is about: sealed at rest, told to who works on it, gone with the matter."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import TimelineEntry
from rufschutz.core.keys.models import Level, VaultKey
from rufschutz.core.matters import reasons
from rufschutz.core.matters.actions import close
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.queries import still_open
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis

MATTER = PurposeId("handle_matter")


@pytest.fixture
def ordered(office):
    """A caller said no, chose a prescription, and confirmed a number."""
    caller = office.call().start().no().ask_back(reason="prescription").end("refused")
    office.take()
    return caller


@pytest.fixture
def message(office):
    """A caller left a message and said what it is about."""
    caller = office.call().start().yes().record().speak().keep().ask_back("", "appointment")
    caller.end("yes_and_recorded")
    office.take()
    return caller


def told(office, actor, caller):
    found = reasons.of_calls(actor, MATTER, [caller.id], office.desk.keys, office.now)
    return list(found.values())


@pytest.mark.rule("R104")
@pytest.mark.usefixtures("scope")
def test_the_confirmed_reason_is_told_to_who_works_on_it_and_nobody_else(office, ordered, owner, officer):
    assert told(office, owner, ordered) == ["prescription"]
    assert told(office, officer, ordered) == []


@pytest.mark.rule("R39")
@pytest.mark.usefixtures("scope")
def test_the_reason_stands_nowhere_in_the_clear(ordered):
    row = Matter.objects.get()
    assert b"prescription" not in bytes(row.reason_sealed)
    rows = [*OutboxEntry.objects.values_list("payload", flat=True)]
    rows += [str(detail) for detail in TimelineEntry.objects.values_list("detail", flat=True)]
    assert not any("prescription" in text for text in rows)


@pytest.mark.usefixtures("scope")
def test_every_reason_is_as_long_as_any_other_in_its_seal(office, ordered, message):
    assert len({len(bytes(row.reason_sealed)) for row in Matter.objects.all()}) == 1


@pytest.mark.usefixtures("scope")
def test_a_message_with_its_reason_is_no_callback_and_can_be_closed(office, message, owner):
    row = Matter.objects.get()
    assert (row.number_sealed, row.number_due_at, row.number_rule) == (None, None, "")
    assert row.due_at is not None
    assert still_open(owner, MATTER, office.now) == ()
    assert told(office, owner, message) == ["appointment"]
    close(owner, MATTER, row.id, office.desk.rules(office.tenant), Millis(office.now + DAY))
    row.refresh_from_db()
    assert (row.closed_at, row.called_back_at, row.number_due_at) == (office.now + DAY, None, None)


@pytest.mark.usefixtures("scope")
def test_the_log_says_that_a_reason_was_chosen_not_which(message):
    events = list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))
    assert events.count("call:reason:noted") == 1
    assert "call:callback:confirmed" not in events


@pytest.mark.usefixtures("scope")
def test_a_matter_without_a_reason_has_none(office, owner):
    caller = office.call().start().no().ask_back().end("refused")
    office.take()
    assert told(office, owner, caller) == []


@pytest.mark.usefixtures("scope")
def test_when_the_caller_s_key_is_gone_so_is_the_reason(office, ordered, owner):
    VaultKey.objects.filter(level=Level.SUBJECT, subject=ordered.id).delete()
    assert told(office, owner, ordered) == []
