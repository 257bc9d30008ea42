"""What a second person's word does: once, and only while the hold still stands."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.effects import EFFECTS
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions import effects, requests
from rufschutz.domain.approval import errors as approval
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.hold.hold import State
from rufschutz.domain.moments import DAY, Millis


def test_each_request_about_a_hold_has_its_effect():
    assert EFFECTS[Subject.PLACE_HOLD] is effects.confirm
    assert EFFECTS[Subject.RENEW_HOLD] is effects.renew
    assert EFFECTS[Subject.RELEASE_HOLD] is effects.release
    assert EFFECTS[Subject.LIFT_RESTRICTION] is effects.lift


@pytest.mark.rule("R44")
def test_a_hold_is_confirmed_by_another_person_and_never_by_who_set_it(safe, now):
    placed = safe.place(now)
    with pytest.raises(approval.SamePersonError):
        safe.agree(placed.proposal, now, by=safe.first)
    assert safe.row(placed.hold).state == State.PROVISIONAL
    safe.agree(placed.proposal, now)
    row = safe.row(placed.hold)
    assert (row.state, row.confirmed_by, row.confirmed_at) == (State.CONFIRMED, safe.second.person, now)


@pytest.mark.rule("R44")
def test_of_two_words_one_counts(safe, now):
    hold = safe.held(now)
    asked = requests.ask_release(safe.first, hold, "beigelegt", now)
    safe.agree(asked, now)
    with pytest.raises(approval.NotWaitingError):
        safe.agree(asked, now)
    with tenant_scope(safe.office.tenant):
        assert OutboxEntry.objects.filter(event="retention:hold:released").count() == 1


def test_what_is_renewed_ends_on_the_day_that_was_shown(safe, now):
    hold, until = safe.held(now), Millis(now + 340 * DAY)
    safe.agree(requests.ask_renewal(safe.first, hold, until, "Berufung", now), now)
    assert safe.row(hold).ends_at == until
