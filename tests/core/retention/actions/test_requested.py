"""What a data subject wants erased is locked at once and gone after 72 hours, whoever is silent."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import transaction

from rufschutz.core.approvals.actions import approve, deciding, reject, take_effect_due
from rufschutz.core.approvals.models import Approval, Proposal
from rufschutz.core.approvals.requests import request
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Receipt
from rufschutz.core.holds.actions.placing import place
from rufschutz.core.holds.locks import held, restricted
from rufschutz.core.recordings.models import SOUNDING, Recording
from rufschutz.core.retention.actions.requested import (
    BY_RECEIPT,
    MereWillError,
    enter_erasure,
    enter_erasure_alone,
)
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.ordered import KeptError
from rufschutz.core.retention.queries import Standing, erasure_standing
from rufschutz.core.retention.statement import statement_of
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.approval.subject import SUBJECT_WAITS
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.erasure import Answer
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.moments import DAY, Millis


def ground(kind, now) -> Ground:
    words = {"opponent": "Gegenseite", "claim": "Anspruch", "counsel": "Kanzlei", "article": "§ 257 HGB"}
    return Ground(kind, "Grund", Millis(now + 30 * DAY), told=True, **words)


def row(name) -> Proposal:
    return Proposal.objects.get(id=name)


def gone(call) -> bool:
    sounds = Recording.objects.filter(call=call, state__in=SOUNDING)
    return not (sounds.exists() or Call.objects.filter(id=call).exists())


@pytest.mark.rule("R44", "R51")
@pytest.mark.usefixtures("scope")
def test_one_persons_act_locks_it_at_once_and_72_hours_erase_it(office, call, first, second, now):
    done = enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, now)
    assert done.answer.answer is Answer.DELETE
    assert restricted([call]) == {call}
    assert not gone(call)
    assert take_effect_due(Millis(now + SUBJECT_WAITS - 1)) == ()
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == (call,)
    assert gone(call)
    assert not held([call])
    assert set(Erasure.objects.filter(call=call).values_list("because", flat=True)) == {"request"}


@pytest.mark.rule("R44", "R51")
@pytest.mark.usefixtures("scope")
def test_the_subjects_own_code_does_the_same_and_the_receipt_stays(office, call, first, now):
    receipts = Receipt.objects.filter(call=call).count()
    done = enter_erasure_alone(office.tenant, call, office.desk.keys, now)
    assert restricted([call]) == {call}
    assert (row(done.proposal).requester, row(done.proposal).reason) == ("", BY_RECEIPT)
    approve(first, done.proposal, row(done.proposal).sha256, now, now)
    assert gone(call)
    assert Receipt.objects.filter(call=call).count() == receipts


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
def test_what_a_dispute_keeps_is_refused_with_its_reason(office, call, first, second, now):
    place(first, call, ground(Kind.LEGAL_HOLD, now), office.desk.keys, now)
    done = enter_erasure_alone(office.tenant, call, office.desk.keys, now)
    assert done.proposal == ""
    assert done.answer.answer is Answer.REFUSE
    assert [reason.kind for reason in done.answer.reasons] == [Kind.LEGAL_HOLD]
    assert restricted([call]) == frozenset()


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
def test_what_a_duty_keeps_is_restricted(office, call, first, second, now):
    place(first, call, ground(Kind.LEGAL_DUTY, now), office.desk.keys, now)
    done = enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, now)
    assert (done.proposal, done.answer.answer) == ("", Answer.RESTRICT)
    assert restricted([call]) == {call}


@pytest.mark.rule("R44", "R51")
@pytest.mark.usefixtures("scope")
def test_nobodys_mere_will_rejects_it_and_a_hold_does(office, call, first, second, now):
    done = enter_erasure_alone(office.tenant, call, office.desk.keys, now)
    with pytest.raises(MereWillError):
        reject(second, done.proposal, now)
    assert row(done.proposal).state == State.WAITING
    place(first, call, ground(Kind.LEGAL_HOLD, now), office.desk.keys, now)
    with pytest.raises(KeptError, match="legal hold"):
        approve(second, done.proposal, row(done.proposal).sha256, now, now)
    reject(second, done.proposal, now)
    assert row(done.proposal).state == State.REJECTED
    assert not gone(call)


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
def test_a_hold_that_came_between_is_stronger_than_the_72_hours(office, call, first, second, now):
    done = enter_erasure_alone(office.tenant, call, office.desk.keys, now)
    place(first, call, ground(Kind.LEGAL_HOLD, now), office.desk.keys, now)
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == ()
    assert row(done.proposal).state == State.OVERTAKEN
    assert not gone(call)


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
def test_who_asked_sees_where_it_stands(office, call, first, second, now):
    tenant = office.tenant
    assert erasure_standing(tenant, call) is None
    done = enter_erasure_alone(tenant, call, office.desk.keys, now)
    assert erasure_standing(tenant, call) == Standing("waiting", now + SUBJECT_WAITS)
    approve(second, done.proposal, row(done.proposal).sha256, now, now)
    assert erasure_standing(tenant, call) == Standing("done", now)


@pytest.mark.rule("R45")
@pytest.mark.usefixtures("scope")
def test_the_proof_names_whose_word_it_was(office, call, first, second, now):
    done = enter_erasure_alone(office.tenant, call, office.desk.keys, now)
    approve(second, done.proposal, row(done.proposal).sha256, now, now)
    erased = Erasure.objects.filter(call=call, kind="recording_matter").get()
    assert statement_of(erased).approvals == (second.person,)


@pytest.mark.rule("R44", "R51")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(("other", "late"), list(product(("word", "time"), repeat=2)))
def test_of_two_who_decide_at_the_same_moment_one_erases(
    office, call, first, second, third, monkeypatch, other, late
):
    """The other one comes before the lock; within it they would wait."""
    asked = enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, office.now).proposal
    sha256, ripe, others = row(asked).sha256, Millis(office.now + SUBJECT_WAITS), [other]
    real = deciding.locked

    def decide(how, who) -> None:
        approve(who, asked, sha256, ripe, ripe) if how == "word" else take_effect_due(ripe)

    def overtaken(tenant):
        if others:
            decide(others.pop(), third)
        return real(tenant)

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "locked", overtaken)
        try:
            decide(late, second)
        except errors.NotWaitingError:
            assert late == "word"
    assert row(asked).decided_by == (third.person if other == "word" else "")
    assert Approval.objects.filter(proposal=asked).count() == (other == "word")
    assert gone(call)
    artefacts = list(Erasure.objects.filter(call=call).values_list("artefact", flat=True))
    assert len(artefacts) == len(set(artefacts)) > 0
    decided = OutboxEntry.objects.filter(event=AuditEvent.REQUEST_APPROVED.value, subject=asked)
    assert decided.count() == 1


class Killed(BaseException):
    """The process died here."""


STEPS = [
    "rufschutz.core.retention.actions.ordered.calls.forget_numbers",
    "rufschutz.core.retention.actions.ordered.consents.forget_index",
    "rufschutz.core.retention.actions.requested.erase_call",
    "rufschutz.core.retention.actions.requested._unlock",
    "rufschutz.core.approvals.actions.deciding.settle",
]


@pytest.mark.rule("R44", "R51")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("by", ["word", "time"])
def test_a_death_between_any_two_steps_leaves_it_locked_and_whole_and_the_next_try_erases_it(
    office, call, first, second, now, monkeypatch, step, by
):
    done = enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, now)

    def decide() -> None:
        if by == "word":
            approve(second, done.proposal, row(done.proposal).sha256, now, now)
        else:
            take_effect_due(Millis(now + SUBJECT_WAITS))

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(step, die)
        with pytest.raises(Killed), transaction.atomic():
            decide()
    assert not gone(call)
    assert restricted([call]) == {call}
    assert row(done.proposal).state == State.WAITING
    assert not Erasure.objects.filter(call=call).exists()
    decide()
    assert gone(call)
    assert not held([call])


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    "step",
    [
        "rufschutz.core.retention.actions.requested.restrict",
        "rufschutz.core.retention.actions.requested.ask",
        "rufschutz.core.approvals.actions.asking.record",
    ],
)
def test_a_death_while_it_is_entered_leaves_nothing_and_it_is_entered_again(
    office, call, first, second, now, monkeypatch, step
):
    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(step, die)
        with pytest.raises(Killed), transaction.atomic():
            enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, now)
    assert restricted([call]) == frozenset()
    assert not Proposal.objects.exists()
    assert enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, now).proposal
    assert restricted([call]) == {call}


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_the_count_that_is_shown_is_what_goes(office, call, first, second, now):
    done = enter_erasure(first, call, "Schriftlich verlangt", office.desk.keys, now)
    card = request(second, done.proposal, now)
    approve(second, done.proposal, card.sha256, now, now, card.count)
    assert (
        Erasure.objects.filter(call=call).count() == card.count == request(second, done.proposal, now).count
    )
