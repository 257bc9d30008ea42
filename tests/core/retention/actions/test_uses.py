"""Each use ends at its own moment: its wrap goes, the sound stays for what is left."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings.models import Use
from rufschutz.core.retention.actions import rehearse, run
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.queries import overdue, overdue_since
from rufschutz.domain.moments import DAY, Millis


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def caller(callcentre):
    """A recording for the matter (14 days), for quality (30) and for training (90)."""
    caller = callcentre.call().start().yes(promised="P14D").record().speak()
    caller.also("quality").also("staff_training", "P90D").keep().end("yes_and_recorded")
    callcentre.take()
    callcentre.archive()
    return caller


def wrapped(office, caller):
    return {wrap.purpose for wrap in wraps_of(office.tenant, [caller.artefact]).get(caller.artefact, ())}


def run_at(office, days):
    return run([office.tenant], office.place, Millis(office.now + days * DAY))


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R33")
@pytest.mark.rule("R98")
def test_purpose_by_purpose_the_keys_go_and_with_the_last_the_sound(callcentre, caller):
    found = []
    for days in (13, 16, 32, 92):
        run_at(callcentre, days)
        found.append(wrapped(callcentre, caller))
    assert found == [
        {"record_matter", "quality", "staff_training"},
        {"quality", "staff_training"},
        {"staff_training"},
        set(),
    ]
    assert not list(callcentre.desk.blobs.ids())
    assert Erasure.objects.get(artefact=caller.artefact).rule == "recording_training/P90D"


@pytest.mark.usefixtures("scope")
def test_the_end_of_a_use_is_no_erasure_and_stands_in_the_log_once(callcentre, caller):
    assert run_at(callcentre, 16).uses == 1
    assert run_at(callcentre, 16).uses == 0
    assert not Erasure.objects.filter(artefact=caller.artefact).exists()
    entry = json.loads(OutboxEntry.objects.get(event="consent:use:ended").payload)
    assert (entry["subject"], entry["details"]["purpose"]) == (caller.artefact, "record_matter")
    assert entry["details"]["rule"] == "recording_matter/P14D"


@pytest.mark.usefixtures("scope")
def test_a_dry_run_counts_them_and_changes_nothing(callcentre, caller):
    at = Millis(callcentre.now + 16 * DAY)
    assert rehearse([callcentre.tenant], callcentre.place, at).uses == 1
    assert len(wrapped(callcentre, caller)) == 3


@pytest.mark.usefixtures("scope")
def test_the_consent_s_own_period_starts_when_nothing_rests_on_it_any_more(callcentre, caller):
    before = dict(ConsentEvent.objects.values_list("purpose", "due_at"))
    run_at(callcentre, 16)
    after = dict(ConsentEvent.objects.values_list("purpose", "due_at"))
    assert {purpose for purpose in before if after[purpose] < before[purpose]} == {"record_matter"}


@pytest.mark.usefixtures("scope")
def test_a_use_that_nobody_ended_is_late(callcentre, caller):
    due = Use.objects.get(purpose="record_matter").due_at
    assert overdue(callcentre.tenant, Millis(due - 1)) == 0
    assert overdue(callcentre.tenant, Millis(due)) == 1
    assert overdue_since(callcentre.tenant, Millis(due + DAY)) == due
    assert caller.artefact


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["_held", "destroy_wraps", "record_all", "_end_batch"])
def test_a_death_between_any_two_steps_is_finished_by_the_next_run(
    callcentre, caller, monkeypatch, step, when
):
    place = import_module("rufschutz.core.retention.actions.uses")
    real = getattr(place, step)

    def dying(*words):
        result = real(*words) if when == "after" else None
        raise Crash(result)

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        with pytest.raises(Crash):
            run_at(callcentre, 16)
    run_at(callcentre, 16)
    assert wrapped(callcentre, caller) == {"quality", "staff_training"}
    assert OutboxEntry.objects.filter(event="consent:use:ended").count() == 1
