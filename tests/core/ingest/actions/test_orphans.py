"""A journal whose fact died with its process is neither lost nor left lying about."""

from __future__ import annotations

import pytest

from rufschutz.core.calls.models import Call
from rufschutz.core.ingest.actions.crash import dead_calls, end_dead_calls
from rufschutz.core.ingest.actions.orphans import KEY_ALONE, drop_keys_alone
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.moments import Millis


def die(office):
    office.take()
    office.voice.close()
    dead = dead_calls(office.tenant, office.desk)
    end_dead_calls(office.tenant, dead, office.desk, Millis(office.now + 60_000))
    office.archive()


@pytest.mark.rule("R18")
@pytest.mark.usefixtures("scope")
def test_consented_sound_is_kept_though_no_fact_told_of_it(office):
    office.call().start().yes().begin_journal().speak()
    die(office)
    row = Recording.objects.get()
    assert (row.state, row.cut_short, row.length) == (State.ARCHIVED, True, 2000)
    assert Call.objects.get().outcome == "yes_and_recorded"
    assert not list(office.desk.journals.iterdir())


@pytest.mark.rule("R19")
@pytest.mark.usefixtures("scope")
def test_sound_without_a_consent_is_sealed_to_nobody(office):
    office.call().start().begin_journal().speak()
    die(office)
    row = Recording.objects.get()
    assert (row.state, row.kind) == (State.QUARANTINED, "quarantine")


@pytest.mark.usefixtures("scope")
def test_what_was_withdrawn_is_destroyed(office):
    office.call().start().yes().begin_journal().speak().withdraw()
    die(office)
    assert Recording.objects.get().state == State.DESTROYED_BEFORE_STORAGE
    assert not list(office.desk.journals.iterdir())


@pytest.mark.usefixtures("scope")
def test_a_living_process_tells_of_its_journals_itself(office):
    office.call(at=2_900_000_000_000).start().yes().begin_journal()
    office.take()
    dead = dead_calls(office.tenant, office.desk)
    assert end_dead_calls(office.tenant, dead, office.desk, office.now) == 0
    assert not Recording.objects.exists()


@pytest.mark.usefixtures("scope")
def test_a_journal_that_cannot_be_read_is_left_for_a_person(office):
    office.call().start().yes().begin_journal()
    (path,) = office.desk.journals.glob("*.journal")
    path.write_bytes(b"no journal")
    die(office)
    assert not Recording.objects.exists()
    assert path.exists()


@pytest.mark.usefixtures("scope")
def test_a_key_without_a_journal_goes_once_nobody_will_write_one(office):
    caller = office.call().start().yes().begin_journal()
    (journal,) = office.desk.journals.glob("*.journal")
    now = Millis(caller.journal.wrap.stat().st_mtime_ns // 1_000_000)
    assert drop_keys_alone(office.desk, Millis(now + KEY_ALONE + 1)) == 0
    journal.unlink()
    assert drop_keys_alone(office.desk, now) == 0
    assert drop_keys_alone(office.desk, Millis(now + KEY_ALONE + 1)) == 1
    assert not list(office.desk.journals.iterdir())
