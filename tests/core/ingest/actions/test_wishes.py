"""A wish told in a call takes effect as it is taken over, and none of them stops ingest."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent.models import Consent, Receipt
from rufschutz.core.ingest.actions.crash import end_dead_calls
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.actions import finish_all
from rufschutz.core.tenants.models import Line
from rufschutz.domain.call.facts import ReceiptIssued, WithdrawalTyped
from rufschutz.domain.ids import LineId
from rufschutz.domain.moments import DAY, Millis

CODE = "482915537"
NEXT_WEEK = 7 * DAY - 3_600_000


def with_receipt(office):
    caller = office.call()
    caller.start().yes().record().speak().keep()
    caller.tell(ReceiptIssued(caller.head(), CODE)).end("yes_and_recorded")
    office.take()
    office.archive()
    return caller


def types(office, code, day="2026-09-21", name="2"):
    at = office.now + 6 * DAY
    caller = office.call(name, at)
    caller.start()
    caller.tell(WithdrawalTyped(caller.head(), code, day)).end("refused")
    office.take(at)
    return Millis(at)


@pytest.mark.rule("R17")
@pytest.mark.usefixtures("scope")
def test_a_code_typed_next_week_makes_the_recording_unreadable_at_once(office):
    with_receipt(office)
    at = types(office, CODE)
    assert not VaultWrap.objects.exists()
    assert Recording.objects.get().state == "erased"
    assert Consent.objects.get().state == "withdrawn"
    assert finish_all([office.tenant], office.place, at) == 1


@pytest.mark.usefixtures("scope")
def test_it_is_typed_on_any_line_of_the_controller(office):
    """The receipt is of a call to another line of the same practice."""
    with_receipt(office)
    other = LineId("e" * 32)
    Line.objects.create(
        id=other, tenant_id=office.tenant, user_part="rezepte", name="Rezepte", allowed_peers=[], created_at=0
    )
    Receipt.objects.update(line=other)
    types(office, CODE)
    assert Consent.objects.get().state == "withdrawn"


@pytest.mark.rule("R17")
@pytest.mark.parametrize("kept", [True, False], ids=["ended later", "crashed"])
@pytest.mark.usefixtures("scope")
def test_a_code_typed_before_the_end_of_its_call_is_known_keeps_nothing_of_it(office, kept):
    """Voice died after the receipt, the worker was away: both calls are taken over at once."""
    caller = office.call()
    caller.start().yes().record().speak()
    caller.tell(ReceiptIssued(caller.head(), CODE))
    at = types(office, CODE)
    assert Consent.objects.get(call=caller.id).state == "withdrawn"
    if kept:
        caller.keep().end("yes_and_recorded")
        office.take(at)
    else:
        end_dead_calls(office.tenant, (caller.id,), office.desk, at)
    office.archive()
    assert not VaultWrap.objects.exists()
    assert Recording.objects.get().state in {"destroyed_before_storage", "quarantined"}


@pytest.mark.usefixtures("scope")
def test_one_that_does_not_fit_changes_nothing_and_counts_as_a_guess(office):
    with_receipt(office)
    types(office, "482915538")
    types(office, CODE, "2026-09-20", name="3")
    assert Recording.objects.get().state == "archived"
    assert OutboxEntry.objects.filter(event="consent:receipt:guessed").count() == 2


@pytest.mark.usefixtures("scope")
def test_a_code_of_a_call_of_which_nothing_was_recorded_stops_nothing(office):
    caller = office.call()
    caller.start().no()
    caller.tell(ReceiptIssued(caller.head(), CODE)).end("refused")
    office.take()
    assert types(office, CODE)
    assert Receipt.objects.get().call == caller.id


@pytest.mark.usefixtures("scope")
def test_taken_over_twice_it_happened_once(office):
    with_receipt(office)
    types(office, CODE)
    assert office.take(office.now + 6 * DAY) == 0
    assert OutboxEntry.objects.filter(event="consent:recording:withdrawn").count() == 1
