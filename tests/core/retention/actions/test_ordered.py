"""A whole call goes by order of two persons: all of it, at once, but for the evidence of consent."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import OperationalError, connection, transaction

from rufschutz.core.approvals.actions import approve, deciding
from rufschutz.core.approvals.models import Approval, Proposal
from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import ConsentEvent, Receipt
from rufschutz.core.holds.actions.placing import place
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import SOUNDING, Recording
from rufschutz.core.retention.actions import finish_all
from rufschutz.core.retention.actions.ordered import order_deletion
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.ordered import KeptError
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval import errors
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.erasure import ErasureState


def agreed(second, name, now) -> str:
    return approve(second, name, Proposal.objects.get(id=name).sha256, now, now)


def living(call) -> tuple[int, ...]:
    sounds = Recording.objects.filter(call=call, state__in=SOUNDING).count()
    rest = (model.objects.filter(call=call).count() for model in (Matter, Receipt))
    return (sounds, *rest, Call.objects.filter(id=call).count())


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_nothing_is_deleted_before_the_second_word_and_all_of_it_with_it(office, call, first, second, now):
    before = living(call)
    consents = ConsentEvent.objects.filter(call=call).count()
    name = order_deletion(first, call, "Falsch verbunden", now)
    assert living(call) == before
    assert before[0] == 1
    assert agreed(second, name, now) == call
    assert living(call) == (0, 0, 0, 0)
    assert ConsentEvent.objects.filter(call=call).count() == consents > 0
    assert set(Erasure.objects.filter(call=call).values_list("because", flat=True)) == {"order"}
    finish_all([office.tenant], office.place, now)
    assert not Erasure.objects.filter(call=call).exclude(state=ErasureState.LOGGED).exists()


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_the_count_that_was_shown_is_what_goes(call, first, second, now):
    name = order_deletion(first, call, "Falsch verbunden", now)
    shown = Proposal.objects.get(id=name).count
    agreed(second, name, now)
    assert Erasure.objects.filter(call=call).count() == shown


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_who_ordered_it_approves_it_under_no_account(call, first, second, now):
    name = order_deletion(first, call, "Falsch verbunden", now)
    other_account = Actor(first.person, first.tenant, Role.DEPUTY, second_factor=True)
    for hand in (first, other_account):
        with pytest.raises(errors.SamePersonError):
            agreed(hand, name, now)
    by_key = order_deletion(first, another(call), "Mit Schlüssel", now, behind=second.person)
    with pytest.raises(errors.SamePersonError):
        agreed(second, by_key, now)


def another(call) -> CallId:
    """Make a second call like the first."""
    row = Call.objects.get(id=call)
    row.id = "9" * 32
    row.save(force_insert=True)
    return CallId(row.id)


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
def test_a_held_call_is_refused_by_name_also_where_the_hold_came_after_the_order(
    office, call, first, second, now
):
    name = order_deletion(first, call, "Falsch verbunden", now)
    words = {"opponent": "Gegenseite", "claim": "Anspruch", "counsel": "Kanzlei", "told": True}
    ground = Ground(Kind.LEGAL_HOLD, "Streit", Millis(now + 30 * DAY), **words)
    place(first, call, ground, office.desk.keys, now)
    with pytest.raises(KeptError, match="legal hold"):
        agreed(second, name, now)
    assert living(call)[0] == 1
    with pytest.raises(KeptError, match="legal hold"):
        order_deletion(first, call, "Doch", now)


@pytest.mark.usefixtures("scope")
def test_who_may_not_ask_for_it_does_not_and_what_is_not_there_is_not_found(call, first, second, now):
    with pytest.raises(AccessDenied):
        order_deletion(second, call, "Ich", now)
    with pytest.raises(NotFound):
        order_deletion(first, CallId("0" * 32), "Weg", now)


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_of_two_words_at_the_same_moment_one_deletes(call, first, second, third, now, monkeypatch):
    """The other one comes before the lock; within it they would wait."""
    name, expected = order_deletion(first, call, "Falsch verbunden", now), sum(living(call))
    sha256, words = Proposal.objects.get(id=name).sha256, [third, second]
    real = deciding.locked

    def overtaken(tenant):
        if words:
            approve(words.pop(), name, sha256, now, now)
        return real(tenant)

    monkeypatch.setattr(deciding, "locked", overtaken)
    with pytest.raises(errors.NotWaitingError):
        approve(second, name, sha256, now, now)
    assert list(Approval.objects.values_list("proposal", "person")) == [(name, third.person)]
    assert Proposal.objects.get(id=name).decided_by == third.person
    assert Erasure.objects.filter(call=call).count() == expected
    decided = OutboxEntry.objects.filter(event=AuditEvent.REQUEST_APPROVED.value, subject=name)
    assert decided.count() == 1


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("at", range(1, 40, 3))
def test_a_full_disk_while_it_is_decided_leaves_all_or_nothing(call, first, second, now, at):
    name, before = order_deletion(first, call, "Falsch verbunden", now), living(call)
    written = 0

    def full(execute, sql, params, many, context):
        nonlocal written
        writes = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        written += writes
        if writes and written == at:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(full), transaction.atomic():
            agreed(second, name, now)
    except OperationalError:
        assert living(call) == before
        assert not Erasure.objects.filter(call=call).exists()
        assert not Approval.objects.exists()
        agreed(second, name, now)
    assert living(call) == (0, 0, 0, 0)
    assert Approval.objects.count() == 1


class Killed(BaseException):
    """The process died here."""


STEPS = [
    "rufschutz.core.retention.actions.ordered.calls.forget_numbers",
    "rufschutz.core.retention.actions.ordered.consents.forget_index",
    "sweep._destroy_keys",
    "sweep._scrub",
    "sweep._follow",
    "sweep._record",
    "rufschutz.core.approvals.actions.deciding.settle",
]


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", STEPS)
def test_a_death_between_any_two_steps_leaves_all_or_nothing(call, first, second, now, monkeypatch, step):
    name, before = order_deletion(first, call, "Falsch verbunden", now), living(call)

    def die(*_args, **_kwargs):
        raise Killed

    if step.startswith("sweep."):
        monkeypatch.setattr(import_module("rufschutz.core.retention.actions.sweep"), step[6:], die)
    else:
        monkeypatch.setattr(step, die)
    with pytest.raises(Killed), transaction.atomic():
        agreed(second, name, now)
    monkeypatch.undo()
    assert living(call) == before
    assert not Erasure.objects.filter(call=call).exists()
    agreed(second, name, now)
    assert living(call) == (0, 0, 0, 0)
