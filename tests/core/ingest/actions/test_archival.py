"""From journal to archive: whatever kills it, the sound is there once, and the journal dies last."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.ingest.actions import archival
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.ids import ArtefactId, BlobId
from rufschutz.vault.seal.journal import journal_path, wrap_path

SOUND = bytes(range(1, 251)) * 64


class Crash(BaseException):
    """The process is gone."""


def files(office, caller):
    journals = office.desk.journals
    return journal_path(journals, caller.artefact), wrap_path(journals, caller.artefact)


@pytest.fixture
def caller(office):
    caller = office.call().start().yes().record().speak(SOUND).keep().end("yes_and_recorded")
    office.take()
    return caller


@pytest.mark.usefixtures("scope")
def test_the_sound_is_the_same_and_the_journal_is_gone(office, caller, owner):
    assert office.archive() == 1
    row = Recording.objects.get()
    assert (row.state, row.size, row.cut_short) == (State.ARCHIVED, len(SOUND), False)
    assert not any(path.exists() for path in files(office, caller))
    with open_recording(owner, caller.artefact, office.desk.keys, office.desk.blobs, office.now) as sound:
        assert sound.read(0, sound.length) == SOUND
    assert office.archive() == 0


@pytest.mark.rule("R58")
@pytest.mark.usefixtures("scope")
def test_nothing_of_the_archive_can_be_read_without_its_key(office, caller):
    office.archive()
    with office.desk.blobs.open(BlobId(Recording.objects.get().blob)) as blob:
        assert SOUND[:64] not in blob.read()


STEPS = ("_open_journal", "_name_blob", "_write", "_commit", "destroy_journal")


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_death_between_any_two_steps_loses_nothing_and_doubles_nothing(
    office, caller, owner, monkeypatch, step, when
):
    real = getattr(archival, step)

    def dying(*words):
        if when == "after":
            real(*words)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(archival, step, dying)
        with pytest.raises(Crash):
            office.archive()
    office.archive()
    archival.destroy_leftovers(office.tenant, office.desk)
    assert Recording.objects.get().state == State.ARCHIVED
    assert len(list(office.desk.blobs.ids())) == 1
    assert len(wraps_of(office.tenant, [caller.artefact])[caller.artefact]) == 1
    assert not any(path.exists() for path in files(office, caller))
    assert OutboxEntry.objects.filter(event="call:recording:stored").count() == 1
    with open_recording(owner, caller.artefact, office.desk.keys, office.desk.blobs, office.now) as sound:
        assert sound.read(0, sound.length) == SOUND


@pytest.mark.rule("R48")
@pytest.mark.usefixtures("scope")
def test_a_flipped_byte_in_the_journal_is_named_and_nothing_is_destroyed(office, caller, caplog):
    journal, wrap = files(office, caller)
    data = bytearray(journal.read_bytes())
    data[-200] ^= 1
    journal.write_bytes(bytes(data))
    assert office.archive() == 0
    row = Recording.objects.get()
    assert row.state == State.DAMAGED
    assert "record" in row.fault
    assert journal.exists()
    assert wrap.exists()
    assert "journal" in caplog.text


@pytest.mark.usefixtures("scope")
def test_a_journal_of_another_consent_is_no_recording_of_this_one(office, caller):
    Recording.objects.update(consent="f" * 32)
    assert office.archive() == 0
    assert Recording.objects.get().state == State.DAMAGED


@pytest.mark.rule("R19")
@pytest.mark.usefixtures("scope")
def test_what_nobody_consented_to_is_sealed_to_nobody(office):
    caller = office.call("9").start().yes(promised=None).record().speak().keep().end("yes_and_recorded")
    office.take()
    assert office.archive() == 1
    assert Recording.objects.get().state == State.QUARANTINED
    assert wraps_of(office.tenant, [caller.artefact]) == {}
    assert not any(path.exists() for path in files(office, caller))


@pytest.mark.usefixtures("scope")
def test_one_that_cannot_be_archived_keeps_no_other_from_it(office, caller, monkeypatch):
    second = office.call("2").start().yes().record().speak().keep().end("yes_and_recorded")
    office.take()
    real = archival.store

    def refused(row, *rest):
        if row.id == caller.artefact:
            raise OSError("no space")
        real(row, *rest)

    monkeypatch.setattr(archival, "store", refused)
    with pytest.raises(OSError, match="no space"):
        office.archive()
    assert Recording.objects.get(id=caller.artefact).state == State.KEPT
    assert Recording.objects.get(id=second.artefact).state == State.ARCHIVED
    assert all(path.exists() for path in files(office, caller))


@pytest.mark.usefixtures("scope")
def test_voice_owns_a_segment_until_the_call_ends(office):
    office.call().start().yes().record().speak().keep()
    office.take()
    assert office.archive() == 0


@pytest.mark.usefixtures("scope")
def test_gaps_stand_where_they_were(office):
    caller = office.call().start().yes().record().speak(bytes(8000))
    assert caller.journal is not None
    caller.journal.gap(700, "privacy_text")
    caller.speak(bytes(4000)).keep().end("yes_and_recorded")
    office.take()
    office.archive()
    assert Recording.objects.get().gaps == [[1000, 700, "privacy_text"]]
    assert Recording.objects.get().length == 1500
    assert ArtefactId(Recording.objects.get().id) == caller.artefact
