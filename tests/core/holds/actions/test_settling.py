"""What falls free dies at once where its time had come; of a death between any two lines nothing is half."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import reject, take_effect_due
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.holds.actions import requests
from rufschutz.core.holds.locks import held, restricted
from rufschutz.core.holds.models import Hold
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.actions import check_consents
from rufschutz.core.recordings.models import Recording
from rufschutz.core.recordings.models import State as Sound
from rufschutz.core.retention.actions import finish_all, planned, run, withdraw
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.table import CLAIMS, RECORD
from rufschutz.domain.approval import errors as approval
from rufschutz.domain.approval.proposal import WAITS
from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import PROVISIONAL, State
from rufschutz.domain.moments import DAY, Millis

PAST = 100 * DAY
"""After this everything of a call but its proof is past its time."""


def wraps(safe) -> set[str]:
    with tenant_scope(safe.office.tenant):
        return set(VaultWrap.objects.filter(artefact=safe.caller.artefact).values_list("purpose", flat=True))


def sound(safe) -> Recording:
    with tenant_scope(safe.office.tenant):
        return Recording.objects.get(id=safe.caller.artefact)


def erased(safe) -> set[str]:
    with tenant_scope(safe.office.tenant):
        return set(Erasure.objects.filter(call=safe.call).values_list("kind", flat=True))


def events(safe, name: str) -> int:
    with tenant_scope(safe.office.tenant):
        return OutboxEntry.objects.filter(event=name).count()


def ask_release(safe, hold, at):
    return requests.ask_release(safe.first, hold, "Streit beigelegt", Millis(at))


def ask_lift(safe, hold, at):
    return requests.ask_lift(safe.first, hold, "Richtigkeit geklärt", Millis(at))


@pytest.mark.rule("R51")
@pytest.mark.rule("R44")
def test_released_past_its_time_it_is_gone_at_once_with_its_certificate(safe, now):
    hold, late = safe.held(now), now + PAST
    run([safe.office.tenant], safe.office.place, Millis(late))
    assert sound(safe).state == Sound.ARCHIVED
    asked = ask_release(safe, hold, late)
    with pytest.raises(approval.SamePersonError):
        safe.agree(asked, late, by=safe.first)
    assert wraps(safe) == {RECORD, CLAIMS}
    safe.agree(asked, late)
    assert wraps(safe) == set()
    assert {"recording_matter", "call_metadata"} <= erased(safe)
    finish_all([safe.office.tenant], safe.office.place, Millis(late))
    with tenant_scope(safe.office.tenant):
        assert not Call.objects.filter(id=safe.call).exists()
        states = set(Erasure.objects.values_list("state", flat=True))
    assert states == {"logged"}
    assert safe.row(hold).state == State.RELEASED


@pytest.mark.rule("R51")
def test_released_before_its_time_it_stays_until_then(safe, now):
    hold = safe.held(now)
    safe.agree(ask_release(safe, hold, now), now)
    assert sound(safe).state == Sound.ARCHIVED
    assert wraps(safe) == {RECORD}
    assert erased(safe) == set()
    run([safe.office.tenant], safe.office.place, Millis(now + PAST))
    assert sound_gone(safe)


def sound_gone(safe) -> bool:
    with tenant_scope(safe.office.tenant):
        living = Recording.objects.filter(id=safe.caller.artefact, state=Sound.ARCHIVED)
        return not living.exists() and not wraps(safe)


@pytest.mark.rule("R51")
def test_what_nobody_confirms_lapses_and_what_it_kept_is_gone(safe, now):
    hold = safe.place(now).hold
    run([safe.office.tenant], safe.office.place, Millis(now + PROVISIONAL - 1))
    assert safe.settle(now + PROVISIONAL - 1) == 0
    assert safe.settle(now + PAST) == 1
    assert safe.row(hold).state == State.LAPSED
    assert sound_gone(safe)
    assert safe.settle(now + PAST) == 0
    assert events(safe, "retention:hold:lapsed") == 1


def test_a_refused_hold_lapses_with_the_next_round(safe, now):
    placed = safe.place(now)
    reject(safe.second, placed.proposal, now)
    assert safe.settle(now) == 1
    assert safe.row(placed.hold).state == State.LAPSED
    assert wraps(safe) == {RECORD}


@pytest.mark.rule("R44")
def test_who_is_alone_confirms_it_by_48_hours(safe, now, monkeypatch):
    monkeypatch.setattr("rufschutz.core.approvals.actions.asking.seconds_of", lambda _tenant, _now: set())
    placed = safe.place(now)
    assert take_effect_due(Millis(now + WAITS)) == (placed.hold,)
    assert safe.row(placed.hold).state == State.CONFIRMED
    assert safe.row(placed.hold).confirmed_by == "core"


@pytest.mark.rule("R51")
def test_a_hold_ends_on_its_day_and_is_renewed_by_two_before(safe, now):
    hold = safe.held(now)
    end = safe.row(hold).ends_at
    later = Millis(now + 200 * DAY)
    asked = requests.ask_renewal(safe.first, hold, Millis(later + 300 * DAY), "Berufung", later)
    with pytest.raises(approval.SamePersonError):
        safe.agree(asked, later, by=safe.first)
    safe.agree(asked, later)
    assert safe.settle(end) == 0
    assert safe.settle(later + 300 * DAY) == 1
    assert safe.row(hold).state == State.EXPIRED
    assert sound_gone(safe)


def test_a_hold_that_ended_while_a_renewal_waited_is_not_renewed(safe, now):
    hold = safe.held(now)
    end = safe.row(hold).ends_at
    asked = requests.ask_renewal(safe.first, hold, Millis(end + DAY), "Berufung", Millis(end - DAY))
    safe.settle(end)
    with pytest.raises(errors.EndedError):
        safe.agree(asked, end)
    assert safe.row(hold).state == State.EXPIRED


@pytest.mark.rule("R51")
def test_while_another_hold_stands_nothing_dies(safe, now):
    hold, other = safe.held(now), safe.held(now)
    late = now + PAST
    safe.agree(ask_release(safe, hold, late), late)
    assert wraps(safe) == {RECORD, CLAIMS}
    assert erased(safe) == set()
    safe.agree(ask_release(safe, other, late), late)
    assert sound_gone(safe)


@pytest.mark.rule("R51")
def test_a_lifted_restriction_gives_back_what_consents_permit(safe, now):
    hold = safe.restrict(now).hold
    asked = ask_lift(safe, hold, now)
    with pytest.raises(approval.SamePersonError):
        safe.agree(asked, now, by=safe.first)
    safe.agree(asked, now)
    with tenant_scope(safe.office.tenant):
        assert restricted([safe.call]) == {safe.call}
        assert held([safe.call]) == frozenset()
    assert safe.settle(now) == 1
    assert wraps(safe) == {RECORD}
    with tenant_scope(safe.office.tenant):
        assert restricted([safe.call]) == frozenset()
    assert safe.settle(now) == 0


@pytest.mark.rule("R51")
def test_a_restriction_lifted_past_the_period_deletes_at_once(safe, now):
    hold, late = safe.restrict(now).hold, now + 80 * DAY
    safe.agree(ask_lift(safe, hold, late), late)
    assert sound_gone(safe)
    safe.settle(late)
    assert sound_gone(safe)


@pytest.mark.rule("R51")
def test_a_restriction_ends_on_its_day(safe, now):
    hold = safe.restrict(now).hold
    assert safe.settle(safe.row(hold).ends_at) == 1
    assert safe.row(hold).state == State.RELEASED
    assert sound_gone(safe)


@pytest.mark.rule("R51")
def test_a_dispute_outlives_the_restriction_of_the_same_call(safe, now):
    hold = safe.restrict(now).hold
    safe.held(now)
    safe.agree(ask_lift(safe, hold, now), now)
    safe.settle(now)
    assert wraps(safe) == {RECORD, CLAIMS}


@pytest.mark.rule("R51")
def test_a_withdrawal_of_what_is_held_closes_it_to_all_but_legal_claims(safe, now):
    hold = safe.held(now)
    done = withdraw(safe.first, safe.call, safe.keys, safe.office.place, Millis(now + DAY))
    assert done.entered
    assert done.gone == ()
    assert done.locked_until == safe.row(hold).ends_at
    assert wraps(safe) == {CLAIMS}
    assert sound(safe).state == Sound.ARCHIVED
    assert planned(safe.office.tenant, Millis(now + PAST)) == ()
    check_consents(safe.office.tenant, safe.office.desk, Millis(now + DAY))
    assert wraps(safe) == {CLAIMS}
    assert sound(safe).state == Sound.ARCHIVED
    again = withdraw(safe.first, safe.call, safe.keys, safe.office.place, Millis(now + DAY))
    assert not again.entered
    late = now + 2 * DAY
    safe.agree(ask_release(safe, hold, late), late)
    assert sound_gone(safe)
    with tenant_scope(safe.office.tenant):
        assert Call.objects.get(id=safe.call).number_mask == ""
        assert set(ConsentEvent.objects.values_list("number_index", flat=True)) <= {""}


@pytest.mark.rule("R51")
def test_a_consent_withdrawn_while_restricted_does_not_come_back_when_it_is_lifted(safe, now):
    hold = safe.restrict(now).hold
    withdraw(safe.first, safe.call, safe.keys, safe.office.place, Millis(now + DAY))
    assert wraps(safe) == {CLAIMS}
    safe.agree(ask_lift(safe, hold, now + DAY), now + DAY)
    assert sound_gone(safe)


def test_the_record_of_a_hold_goes_by_its_own_rule(safe, now):
    hold = safe.held(now)
    safe.agree(ask_release(safe, hold, now), now)
    due = safe.row(hold).due_at
    assert due > now + 3 * 365 * DAY
    run([safe.office.tenant], safe.office.place, Millis(due - 1))
    assert safe.row(hold)
    run([safe.office.tenant], safe.office.place, Millis(due))
    with tenant_scope(safe.office.tenant):
        assert not Hold.objects.exists()
        assert Erasure.objects.filter(artefact=hold, kind="hold").exists()


def test_a_waiting_hold_is_not_released(safe, now):
    hold = safe.place(now).hold
    with pytest.raises(errors.NotConfirmedError):
        ask_release(safe, hold, now)
    with pytest.raises(errors.OtherWayError):
        ask_lift(safe, hold, now)


class Killed(BaseException):
    """The process died here."""


STEPS = [
    "rufschutz.core.holds.actions.settling._date",
    "rufschutz.core.holds.actions.settling.close_to_claims",
    "rufschutz.core.holds.actions.settling.tell",
    "rufschutz.core.holds.actions.settling._erase_due",
    "rufschutz.core.holds.actions.settling.begin",
    "rufschutz.core.approvals.actions.deciding.settle",
]


@pytest.mark.rule("R51")
@pytest.mark.parametrize("step", STEPS)
def test_a_death_between_any_two_steps_of_a_release_leaves_all_or_nothing(safe, now, monkeypatch, step):
    hold, late = safe.held(now), now + PAST
    asked = ask_release(safe, hold, late)

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(step, die)
        with pytest.raises(Killed):
            safe.agree(asked, late)
    assert safe.row(hold).state == State.CONFIRMED
    assert wraps(safe) == {RECORD, CLAIMS}
    assert erased(safe) == set()
    safe.agree(asked, late)
    assert sound_gone(safe)


@pytest.mark.parametrize("step", ["give_back", "close_to_claims"])
def test_a_death_while_keys_are_given_back_loses_none(safe, now, monkeypatch, step):
    hold = safe.restrict(now).hold
    safe.agree(ask_lift(safe, hold, now), now)

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"rufschutz.core.holds.actions.settling.{step}", die)
        with pytest.raises(Killed):
            safe.settle(now)
    assert wraps(safe) == {CLAIMS}
    check_consents(safe.office.tenant, safe.office.desk, now)
    assert wraps(safe) == {CLAIMS}
    safe.settle(now)
    assert wraps(safe) == {RECORD}


@pytest.mark.rule("R48")
def test_at_no_stage_of_a_hold_or_a_restriction_a_check_finds_a_difference(safe, now):
    desk, tenant = safe.office.desk, safe.office.tenant
    found = []

    def look(at):
        found.append(check(tenant, desk, Millis(at)).found)

    hold = safe.held(now)
    look(now + 1)
    lock = safe.restrict(now + 2).hold
    look(now + 3)
    safe.agree(ask_lift(safe, lock, now + 4), now + 4)
    look(now + 5)
    safe.settle(now + 6)
    look(now + 7)
    safe.agree(ask_release(safe, hold, now + 8), now + 8)
    look(now + 9)
    safe.settle(now + 10)
    look(now + 11)
    assert found == [0] * 6
    assert wraps(safe) == {RECORD}
