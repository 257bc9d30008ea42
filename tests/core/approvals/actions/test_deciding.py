"""What one person asks for takes effect by another's word, or by time; never twice and never by half."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.approvals.actions import (
    REASON,
    Shown,
    approve,
    ask,
    deciding,
    forget,
    locked,
    overtake,
    reject,
    state_opinion,
    take_back,
    take_effect_due,
)
from rufschutz.core.approvals.effects import EFFECTS, GROUNDS
from rufschutz.core.approvals.errors import NoProposalError, ProposalError
from rufschutz.core.approvals.models import Approval, Opinion, Proposal
from rufschutz.core.approvals.requests import requests
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import LIVES, WAITS, State
from rufschutz.domain.approval.subject import SUBJECT_WAITS, Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.errors import VaultError

CALL = "d" * 32
OTHER_CALL = "e" * 32


def wanted(subject: Subject = Subject.DELETE_CALL, target: str = CALL, reason: str = "Versehen") -> Shown:
    return Shown(subject, "{}", reason, target=target, count=3)


def asked(actor, now, **said) -> str:
    with locked(actor.tenant):
        return ask(actor, wanted(**said), now)


def row(actor, name) -> Proposal:
    with tenant_scope(actor.tenant):
        return Proposal.objects.get(id=name)


def events(actor) -> list[str]:
    with tenant_scope(actor.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def agreed(actor, name, now, shown=None) -> str:
    return approve(actor, name, row(actor, name).sha256 if shown is None else shown, now, now)


@pytest.mark.rule("R44")
def test_a_second_persons_word_lets_it_take_effect_once(first, second, done, now):
    name = asked(first, now)
    assert row(first, name).state == State.WAITING
    assert agreed(second, name, now) == CALL
    assert done == [("delete_call", CALL)]
    with pytest.raises(errors.NotWaitingError):
        agreed(second, name, now)
    assert done == [("delete_call", CALL)]
    assert events(first)[-2:] == ["retention:request:made", "retention:request:approved"]


@pytest.mark.rule("R44")
def test_who_asked_is_no_second_person_under_any_account(first, second, done, now):
    name = asked(first, now)
    with pytest.raises(errors.SamePersonError):
        agreed(first, name, now)
    assert not done


@pytest.mark.rule("R44")
def test_a_second_account_with_the_same_mailbox_is_the_same_person(first, second, done, now):
    user = create_user("First+zweites@Example.org", "another name", now)
    grant_role(first.tenant, user, Held.OWNER, "test", now)
    alias = replace(first, person=PersonId(user.person_id))
    name = asked(first, now)
    with pytest.raises(errors.SamePersonError):
        agreed(alias, name, now)
    with pytest.raises(errors.SamePersonError):
        reject(alias, name, now)
    assert not done


@pytest.mark.rule("R44")
def test_whose_only_second_is_their_own_other_account_is_alone(first, done, now):
    user = create_user("first+zweites@example.org", "another name", now)
    grant_role(first.tenant, user, Held.OWNER, "test", now)
    assert row(first, asked(first, now)).way == "delay"


@pytest.mark.rule("R44")
def test_at_the_last_moment_it_counts_and_a_moment_later_it_is_void(first, second, done, now):
    one, two = asked(first, now), asked(first, now, target=OTHER_CALL)
    agreed(second, one, Millis(now + LIVES - 1))
    with pytest.raises(errors.NotWaitingError):
        agreed(second, two, Millis(now + LIVES))
    take_effect_due(Millis(now + LIVES))
    assert row(first, two).state == State.EXPIRED
    assert done == [("delete_call", CALL)]


@pytest.mark.rule("R44")
def test_a_clock_that_jumps_back_approves_nothing_early_and_one_that_jumps_ahead_nothing_twice(
    first, second, done, now
):
    name = asked(first, now)
    sha256 = row(first, name).sha256
    with pytest.raises(errors.StaleSignInError):
        approve(second, name, sha256, Millis(now + 1), now)
    with pytest.raises(errors.StaleSignInError):
        approve(second, name, sha256, now, Millis(now + 6 * 60_000))
    assert take_effect_due(Millis(now - 30 * DAY)) == ()
    assert row(first, name).state == State.WAITING
    far = Millis(now + 400 * DAY)
    assert take_effect_due(far) == ()
    assert row(first, name).state == State.EXPIRED
    with pytest.raises(errors.NotWaitingError):
        agreed(second, name, now)
    assert not done


@pytest.mark.rule("R44")
@pytest.mark.parametrize("field", ["reason", "document"])
def test_what_was_changed_behind_its_hash_is_not_what_was_shown(first, second, done, now, field):
    name = asked(first, now)
    with tenant_scope(first.tenant):
        Proposal.objects.filter(id=name).update(**{field: "anders"})
    with pytest.raises(errors.ChangedError):
        agreed(second, name, now)
    assert not done


@pytest.mark.rule("R44")
@pytest.mark.parametrize("field", ["target", "document"])
def test_what_was_changed_behind_its_hash_takes_no_effect_by_time_either(first, done, now, field):
    name = asked(first, now)
    with tenant_scope(first.tenant):
        Proposal.objects.filter(id=name).update(**{field: OTHER_CALL})
    assert take_effect_due(Millis(now + WAITS)) == ()
    assert row(first, name).state == State.OVERTAKEN
    assert not done


@pytest.mark.rule("R44")
@pytest.mark.parametrize("way", ["second", "time"])
def test_a_policy_that_waits_since_an_earlier_release_takes_effect_as_it_was_shown(
    first, second, done, now, way
):
    with locked(first.tenant):
        name = ask(first, Shown(Subject.POLICY, "{}", "Genügt.", base="b" * 32), now)
        said = '{"base":"' + "b" * 32 + '","document":"{}","material":[],"reason":"Genügt."}'
        ripe = now if way == "time" else None
        sha256 = hashlib.sha256(said.encode()).hexdigest()
        Proposal.objects.filter(id=name).update(sha256=sha256, way="delay" if ripe else "four_eyes")
    if ripe is None:
        agreed(second, name, now)
    else:
        take_effect_due(Millis(ripe + WAITS))
    assert done == [("policy", "")]


def test_what_was_never_hashed_that_way_is_not_read_that_way(first, second, done, now):
    with locked(first.tenant):
        name = ask(first, wanted(), now)
        Proposal.objects.filter(id=name).update(sha256=wanted().sha256_of_policy)
    with pytest.raises(errors.ChangedError):
        agreed(second, name, now)
    assert not done


@pytest.mark.rule("R44")
@pytest.mark.parametrize(("end", "last"), [(State.IN_FORCE, "approved"), (State.REJECTED, "rejected")])
def test_what_somebody_decided_while_the_clock_struck_is_decided_once(
    first, second, done, now, monkeypatch, end, last
):
    name = asked(first, now, subject=Subject.ERASE_ON_REQUEST)
    real = deciding._waiting

    def overtaken(tenant):
        names = real(tenant)
        if end is State.IN_FORCE:
            agreed(second, name, now)
        else:
            reject(second, name, now)
        return names

    monkeypatch.setattr(deciding, "_waiting", overtaken)
    monkeypatch.delitem(GROUNDS, Subject.ERASE_ON_REQUEST, raising=False)
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == ()
    assert (row(first, name).state, row(first, name).decided_at) == (end, now)
    assert len(done) == (end is State.IN_FORCE)
    assert [event.rsplit(":", 1)[-1] for event in events(first)[-2:]] == ["made", last]


@pytest.mark.rule("R44", "R51")
def test_days_in_which_nothing_ran_end_no_erasure_that_a_data_subject_asked_for(first, second, done, now):
    name, late = asked(first, now, subject=Subject.ERASE_ON_REQUEST), Millis(now + LIVES + DAY)
    assert [card.id for card in requests(second, late, waiting=True)] == [name]
    assert take_effect_due(late) == (CALL,)
    assert row(first, name).state == State.IN_FORCE


def test_one_that_refuses_after_days_in_which_nothing_ran_keeps_no_other_from_its_time(
    first, second, done, monkeypatch, now
):
    def refuses(row, now):
        raise CoreError("a hold stands against it")

    one = asked(first, now, subject=Subject.ERASE_ON_REQUEST)
    monkeypatch.setitem(EFFECTS, Subject.ERASE_ON_REQUEST, refuses)
    assert take_effect_due(Millis(now + LIVES + DAY)) == ()
    assert row(first, one).state == State.OVERTAKEN


@pytest.mark.parametrize("fault", [VaultError("the key is not open"), OSError(28, "no space")])
def test_one_that_fails_is_tried_again_and_keeps_no_other_from_its_time(first, done, monkeypatch, now, fault):
    def fails(row, now):
        raise fault

    one, two = asked(first, now), asked(first, Millis(now + 1), subject=Subject.OFFBOARD)
    with monkeypatch.context() as patch:
        patch.setitem(EFFECTS, Subject.DELETE_CALL, fails)
        with pytest.raises(type(fault)):
            take_effect_due(Millis(now + WAITS + 1))
    assert (row(first, one).state, row(first, two).state) == (State.WAITING, State.IN_FORCE)
    assert take_effect_due(Millis(now + WAITS + 1)) == (CALL,)


@pytest.mark.rule("R44")
def test_the_officer_decides_nothing_and_may_speak(first, second, dpo, done, now):
    name = asked(first, now)
    with pytest.raises(AccessDenied):
        agreed(dpo, name, now)
    state_opinion(dpo, name, Verdict.OBJECT, "Zu früh.", now)
    agreed(second, name, now)
    assert done


@pytest.mark.rule("R44")
def test_what_takes_protection_away_waits_for_the_officers_word(first, second, dpo, done, now):
    name = asked(first, now, subject=Subject.REDACT_LOG)
    with pytest.raises(errors.NoOpinionError):
        agreed(second, name, now)
    state_opinion(dpo, name, Verdict.AGREE, "Einverstanden.", now)
    agreed(second, name, now)
    assert done == [("redact_log", CALL)]


def test_an_approval_counts_for_what_was_shown_alone(first, second, done, now):
    name = asked(first, now)
    with pytest.raises(errors.ChangedError):
        agreed(second, name, now, wanted(target=OTHER_CALL).sha256)
    assert not done


@pytest.mark.parametrize(
    "other",
    [
        Shown(Subject.OFFBOARD, "{}", "Versehen", target=CALL, count=3),
        Shown(Subject.DELETE_CALL, "[]", "Versehen", target=CALL, count=3),
        Shown(Subject.DELETE_CALL, "{}", "Anders", target=CALL, count=3),
        Shown(Subject.DELETE_CALL, "{}", "Versehen", target=OTHER_CALL, count=3),
        Shown(Subject.DELETE_CALL, "{}", "Versehen", target=CALL, count=4),
    ],
)
def test_the_hash_is_over_everything_that_was_shown(other):
    assert other.sha256 != wanted().sha256


@pytest.mark.rule("R44")
def test_who_is_alone_waits_48_hours(first, done, now):
    name = asked(first, now)
    assert take_effect_due(Millis(now + WAITS - 1)) == ()
    assert take_effect_due(Millis(now + WAITS)) == (CALL,)
    assert done == [("delete_call", CALL)]
    assert take_effect_due(Millis(now + WAITS)) == ()
    assert row(first, name).decided_by == ""


@pytest.mark.rule("R44")
def test_what_a_data_subject_asked_to_be_erased_goes_after_72_hours_whoever_is_silent(
    first, second, done, now
):
    asked(first, now, subject=Subject.ERASE_ON_REQUEST)
    assert take_effect_due(Millis(now + SUBJECT_WAITS - 1)) == ()
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == (CALL,)
    assert done == [("erase_on_request", CALL)]


def test_where_there_is_a_second_person_time_alone_does_nothing_but_end_it(first, second, done, now):
    name = asked(first, now)
    assert take_effect_due(Millis(now + LIVES - 1)) == ()
    assert take_effect_due(Millis(now + LIVES)) == ()
    assert row(first, name).state == State.EXPIRED
    assert not done


def test_rejected_or_taken_back_it_never_takes_effect(first, second, done, now):
    one, two = asked(first, now), asked(first, now, target=OTHER_CALL)
    reject(second, one, now)
    take_back(first, two, now)
    assert (row(first, one).state, row(first, two).state) == (State.REJECTED, State.TAKEN_BACK)
    assert take_effect_due(Millis(now + 7 * DAY)) == ()
    assert not done


def test_an_effect_that_refuses_leaves_all_as_it_was(first, second, monkeypatch, now):
    def refuses(row, now):
        raise CoreError("nothing is here any more")

    monkeypatch.setitem(EFFECTS, Subject.DELETE_CALL, refuses)
    name, before = asked(first, now), None
    before = events(first)
    with pytest.raises(CoreError):
        agreed(second, name, now)
    with tenant_scope(first.tenant):
        assert not Approval.objects.exists()
    assert row(first, name).state == State.WAITING
    assert events(first) == before


def test_an_effect_that_refuses_when_time_comes_makes_it_void(first, monkeypatch, now):
    def refuses(row, now):
        row.version = "half"
        raise CoreError("nothing is here any more")

    monkeypatch.setitem(EFFECTS, Subject.DELETE_CALL, refuses)
    name = asked(first, now)
    assert take_effect_due(Millis(now + WAITS)) == ()
    assert (row(first, name).state, row(first, name).version) == (State.OVERTAKEN, "")


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON + 1)])
def test_nothing_is_asked_for_without_a_reason(first, reason, now):
    with pytest.raises(ProposalError, match="reason"):
        asked(first, now, reason=reason)


def test_the_same_is_not_asked_for_twice(first, now):
    asked(first, now)
    with pytest.raises(ProposalError, match="already"):
        asked(first, now)


def test_another_tenants_proposal_is_not_there(first, other_tenant, done, now):
    name = asked(first, now)
    stranger = type(first)(first.person, other_tenant, first.role, second_factor=True)
    with pytest.raises(NoProposalError):
        approve(stranger, name, "x", now, now)
    with pytest.raises(NoProposalError):
        take_back(stranger, name, now)


def test_an_opinion_has_words_and_is_not_ones_own(first, second, dpo, now):
    name = asked(first, now)
    with pytest.raises(ProposalError):
        state_opinion(dpo, name, Verdict.AGREE, " ", now)
    with tenant_scope(dpo.tenant):
        Proposal.objects.filter(id=name).update(requester=dpo.person)
    with pytest.raises(errors.OwnOpinionError):
        state_opinion(dpo, name, Verdict.AGREE, "Ja", now)


def test_who_asked_gives_no_opinion_under_another_account(first, now):
    user = create_user("first+dsb@example.org", "another name", now)
    grant_role(first.tenant, user, Held.DATA_PROTECTION_OFFICER, "test", now)
    other = replace(first, person=PersonId(user.person_id), role=Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(errors.OwnOpinionError):
        state_opinion(other, asked(first, now), Verdict.AGREE, "Ja", now)


def test_who_may_not_ask_for_it_does_not(dpo, first, now):
    with pytest.raises(AccessDenied):
        asked(dpo, now)


def test_others_of_a_subject_are_void_when_one_takes_effect(first, now):
    one, two = asked(first, now), asked(first, now, target=OTHER_CALL)
    with locked(first.tenant):
        overtake(Subject.DELETE_CALL, one, now)
    assert (row(first, one).state, row(first, two).state) == (State.WAITING, State.OVERTAKEN)


def test_what_is_forgotten_leaves_neither_word_nor_opinion(first, second, dpo, done, now):
    name = asked(first, now)
    state_opinion(dpo, name, Verdict.AGREE, "Ja", now)
    agreed(second, name, now)
    with locked(first.tenant):
        forget([name])
        assert not Proposal.objects.exists()
        assert not Approval.objects.exists()
        assert not Opinion.objects.exists()
