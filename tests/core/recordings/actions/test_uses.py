"""A recording is used for what was consented to in its call, purpose by purpose, and for nothing else."""

from __future__ import annotations

import pytest

from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings import actions
from rufschutz.core.recordings.models import Recording, State, Use
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, PurposeId
from rufschutz.domain.moments import DAY, Millis, Period, end_of

QUALITY = PurposeId("quality")
TRAINING = PurposeId("staff_training")
RECORD = PurposeId("record_matter")


def asked(office, *purposes, name="1"):
    """A call with a message that was consented to for its own and for other purposes, archived."""
    caller = office.call(name).start().yes(promised="P14D").record().speak()
    for purpose in purposes:
        caller.also(purpose)
    caller.keep().end("yes_and_recorded")
    office.take()
    office.archive()
    return caller


def wrapped(office, caller):
    return {wrap.purpose for wrap in wraps_of(office.tenant, [caller.artefact]).get(caller.artefact, ())}


def uses():
    return dict(Use.objects.filter(ended_at=None).values_list("purpose", "kind"))


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R12")
@pytest.mark.rule("R33")
def test_the_key_is_wrapped_once_for_each_purpose_that_was_consented_to(callcentre):
    caller = asked(callcentre, QUALITY, TRAINING)
    assert wrapped(callcentre, caller) == {RECORD, QUALITY, TRAINING}
    assert uses() == {
        RECORD: "recording_matter",
        QUALITY: "recording_quality",
        TRAINING: "recording_training",
    }


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R98")
def test_each_use_ends_when_its_own_question_promised_and_the_recording_with_the_last(callcentre):
    asked(callcentre, QUALITY)
    row = Recording.objects.get()
    zone = callcentre.desk.rules(callcentre.tenant).zone
    ends = {
        purpose: end_of(Period(days=days), Millis(row.started_at), zone)
        for purpose, days in ((RECORD, 14), (QUALITY, 30))
    }
    assert dict(Use.objects.values_list("purpose", "due_at")) == ends
    assert (row.due_at, row.promised_until, row.kind) == (ends[QUALITY], ends[QUALITY], "recording_quality")


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R33")
@pytest.mark.parametrize(
    ("purpose", "changes"),
    [
        ("write_down", {}),  # makes no recording
        ("nonsense", {}),  # unknown to the policy of its call
        ("quality", {"promised": None}),  # promised nothing
        ("quality", {"question_ended_at": None}),  # nobody heard the question to its end
        ("quality", {"state": ConsentState.REFUSED}),
    ],
)
def test_a_yes_that_permits_no_recording_gets_no_key(callcentre, purpose, changes):
    caller = callcentre.call().start().yes().record().speak().also(purpose, **changes)
    caller.keep().end("yes_and_recorded")
    callcentre.take()
    callcentre.archive()
    assert wrapped(callcentre, caller) == {RECORD}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R33")
def test_a_profile_that_knows_no_period_for_a_purpose_makes_no_use_of_it(office):
    assert wrapped(office, asked(office, QUALITY)) == {RECORD}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("state", [ConsentState.WITHDRAWN, ConsentState.INVALIDATED, ConsentState.EXPIRED])
def test_what_was_taken_back_in_the_call_gets_no_key_and_the_rest_does(callcentre, state):
    caller = callcentre.call().start().yes().record().speak().also(QUALITY).withdraw(QUALITY, state)
    caller.keep().end("yes_and_recorded")
    callcentre.take()
    callcentre.archive()
    assert wrapped(callcentre, caller) == {RECORD}


@pytest.mark.usefixtures("scope")
def test_a_yes_without_a_recording_makes_no_use(callcentre):
    callcentre.call().start().yes().also(QUALITY).end("yes_nothing_said")
    callcentre.take()
    assert not Use.objects.exists()


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
@pytest.mark.parametrize("state", [ConsentState.WITHDRAWN, ConsentState.INVALIDATED])
def test_a_kept_journal_whose_every_consent_ended_is_sealed_to_nobody(callcentre, state):
    caller = callcentre.call().start().yes().record().speak().keep().withdraw(RECORD, state)
    caller.end("yes_and_recorded")
    callcentre.take()
    before = Recording.objects.get().due_at
    callcentre.archive()
    row = Recording.objects.get()
    assert (row.state, row.kind) == (State.QUARANTINED, "quarantine")
    assert row.due_at <= before
    assert wrapped(callcentre, caller) == set()
    assert not uses()


@pytest.mark.usefixtures("scope")
def test_taking_the_end_of_a_call_again_doubles_no_use(callcentre):
    caller = asked(callcentre, QUALITY)
    rules = callcentre.desk.rules(callcentre.tenant)
    Recording.objects.update(state=State.KEPT)
    actions.add_uses(CallId(caller.id), lambda: dict(rules.recordings), rules)
    assert Use.objects.count() == 2


@pytest.mark.usefixtures("scope")
def test_a_use_that_ended_moves_the_recording_forward_and_never_lives_again(callcentre):
    caller = asked(callcentre, QUALITY)
    use = Use.objects.get(purpose=QUALITY)
    own = Use.objects.get(purpose=RECORD)
    actions.end_uses([use.id], Millis(5))
    actions.end_uses([use.id], Millis(6))
    assert Use.objects.get(purpose=QUALITY).ended_at == 5
    row = Recording.objects.get()
    assert (row.due_at, row.kind, row.rule) == (own.due_at, "recording_matter", own.rule)
    rules = callcentre.desk.rules(callcentre.tenant)
    Recording.objects.update(state=State.KEPT)
    actions.add_uses(caller.id, lambda: dict(rules.recordings), rules)
    assert Use.objects.get(purpose=QUALITY).ended_at == 5


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_what_is_locked_away_goes_after_14_days_and_never_later_than_before(callcentre):
    long, short = asked(callcentre, QUALITY, name="1"), asked(callcentre, name="2")
    rules = callcentre.desk.rules(callcentre.tenant)
    before = Recording.objects.get(id=short.artefact).due_at
    actions.lock_away([long.artefact, short.artefact], rules, Millis(callcentre.now + DAY))
    rows = {row.id: row for row in Recording.objects.all()}
    fortnight = end_of(Period(days=14), Millis(callcentre.now + DAY), rules.zone)
    assert {row.state for row in rows.values()} == {State.QUARANTINED}
    assert (rows[long.artefact].due_at, rows[short.artefact].due_at) == (fortnight, before)
    assert not uses()
