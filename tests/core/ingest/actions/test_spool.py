"""A spool applied twice, in pieces or after a crash gives the same rows; damage stops its own file only."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import Call
from rufschutz.core.ingest.actions import spool
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.offboarding.models import Offboarding
from rufschutz.domain.moments import Millis
from rufschutz.handover.spool import acknowledged
from rufschutz.vault.seal.spool import SpoolSealer

TABLES = (
    "calls.Call",
    "calls.TimelineEntry",
    "consent.ConsentEvent",
    "recordings.Recording",
    "matters.Matter",
)
SEALED = {"number_sealed", "evidence", "id"}


class Crash(BaseException):
    """The process is gone: nothing but the transaction's end happens any more."""


def rows():
    found = {}
    for name in TABLES:
        model = apps.get_model(name)
        fields = [f.attname for f in model._meta.fields if f.attname not in {"number_sealed", "evidence"}]
        found[name] = sorted(model.objects.values_list(*fields), key=repr)
    found["log"] = sorted(OutboxEntry.objects.values_list("event", "at", "subject", "payload"))
    return found


def whole_call(office):
    caller = office.call().start().yes().record().speak().keep().ask_back()
    return caller.end("yes_and_recorded")


@pytest.mark.usefixtures("scope")
def test_taking_the_same_spool_again_changes_nothing(office):
    whole_call(office)
    office.take()
    before = rows()
    SpoolPosition.objects.update(sequence=0)
    assert office.take() == 0
    assert rows() == before
    assert SpoolPosition.objects.get().damaged_line is None


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
@pytest.mark.parametrize("state", ["destroyed", "deleted", "finished"])
def test_what_is_told_of_a_controller_that_left_lives_not_again_and_stops_nobody(office, state):
    whole_call(office)
    Offboarding.objects.create(id="f" * 32, tenant_id=office.tenant, state=state, begun_at=office.now)
    assert office.take() == 0
    assert not Call.objects.exists()
    assert not OutboxEntry.objects.filter(event="call:line:answered").exists()
    assert acknowledged(office.voice.path) == 7
    assert SpoolPosition.objects.get().damaged_line is None


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("batch", [1, 2, 3, 5])
def test_taking_it_in_pieces_gives_the_same_rows(office, monkeypatch, batch):
    whole_call(office)
    monkeypatch.setattr(spool, "BATCH", batch)
    assert office.take() == 7
    assert Call.objects.get().outcome == "yes_and_recorded"
    assert acknowledged(office.voice.path) == 7


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("dies_at", range(7))
def test_a_death_between_any_two_facts_loses_and_doubles_nothing(office, monkeypatch, dies_at):
    whole_call(office)
    done = []

    def dying(fact, *rest):
        if len(done) == dies_at:
            raise Crash
        done.append(fact)
        return apply(fact, *rest)

    apply = spool.apply
    with monkeypatch.context() as patch:
        patch.setattr(spool, "BATCH", 2)
        patch.setattr(spool, "apply", dying)
        with pytest.raises(Crash):
            office.take()
    office.take()
    assert Call.objects.get().outcome == "yes_and_recorded"
    assert SpoolPosition.objects.get().sequence == 7
    assert OutboxEntry.objects.filter(event="call:line:answered").count() == 1


@pytest.mark.usefixtures("scope")
def test_the_acknowledgement_comes_after_the_commit(office, monkeypatch):
    whole_call(office)

    def dies(*_):
        raise Crash

    monkeypatch.setattr(spool, "acknowledge", dies)
    with pytest.raises(Crash):
        office.take()
    assert SpoolPosition.objects.get().sequence == 7
    assert acknowledged(office.voice.path) == 0
    monkeypatch.undo()
    assert office.take() == 0
    assert acknowledged(office.voice.path) == 7


@pytest.mark.usefixtures("scope")
def test_a_damaged_line_is_named_and_stops_only_its_file(office, caplog):
    whole_call(office)
    damaged = office.voice.path
    sealer = SpoolSealer.create(office.spool_key)
    office.voice.rotate(sealer)
    office.call("2").start().end("hung_up_in_notice")
    lines = damaged.read_bytes().split(b"\n")
    lines[3] = lines[3][:-2] + (b"00" if lines[3][-2:] != b"00" else b"11")
    damaged.write_bytes(b"\n".join(lines))
    assert office.take() == 2 + 3
    stopped = SpoolPosition.objects.get(epoch=1)
    assert (stopped.sequence, stopped.damaged_line) == (2, 3)
    assert "line 3" in stopped.fault
    assert "line 3" in caplog.text
    assert office.take(Millis(office.now + 1)) == 0


@pytest.mark.usefixtures("scope")
def test_a_file_that_has_not_grown_is_not_read_again(office, monkeypatch):
    whole_call(office)
    taker = spool.SpoolTaker(office.desk)
    taker.take(office.now)
    monkeypatch.setattr(spool, "read_lines", None)
    assert taker.take(office.now).facts == 0


@pytest.mark.usefixtures("scope")
def test_a_database_s_own_words_are_stored_nowhere(office, monkeypatch):
    def quotes(*_):
        raise IntegrityError("DETAIL: Failing row contains (+493023125042).")

    office.call().start()
    monkeypatch.setattr(spool, "apply", quotes)
    (said,) = spool.SpoolTaker(office.desk).take(office.now).stopped
    position = SpoolPosition.objects.get()
    assert said == position.fault == "voice-1-1.spool, line 1: IntegrityError"
    assert position.damaged_line == 1
