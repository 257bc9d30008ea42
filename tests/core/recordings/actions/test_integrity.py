"""One flipped byte is found, marked, made an incident, and nothing of that part is played."""

from __future__ import annotations

import pytest

from rufschutz.core.completeness.models import Incident
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.recordings.actions.integrity import ROUND, look, look_at_some, note
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import run
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.blobs import BlobMissing
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.archive import CHUNK, ArchiveDamaged

pytestmark = pytest.mark.usefixtures("scope")
LONG = bytes(range(1, 251)) * 400
LATER = 60_000


def path_of(office, row):
    return next(office.desk.blobs._root.glob(f"??/{row.blob}"))


def flip(office, row, at=-40):
    path = path_of(office, row)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def stored(office, name="1"):
    return Recording.objects.get(id=office.recorded(name, sound=LONG).artefact)


def now(office, after=LATER):
    return Millis(office.now + after)


@pytest.mark.rule("R48")
def test_what_was_read_back_when_it_was_archived_is_intact_from_then_on(office):
    row = stored(office)
    assert (row.intact, row.checked_at, len(row.digest)) == (True, office.now, 64)


@pytest.mark.rule("R48")
@pytest.mark.parametrize("at", [0, 30, 100, 20_000, -40, -1])
def test_one_flipped_byte_anywhere_is_marked_and_an_incident(office, at):
    row = stored(office)
    flip(office, row, at)
    assert look(row, office.desk.keys, office.desk.blobs, now(office)) is False
    row.refresh_from_db()
    assert (row.intact, row.checked_at) == (False, now(office))
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject, incident.details["call"]) == (
        "artefact_altered", row.id, row.call,
    )  # fmt: skip


@pytest.mark.rule("R48")
@pytest.mark.parametrize("digest", [True, False])
def test_what_is_sealed_to_nobody_is_held_against_its_digest(office, digest):
    row = stored(office)
    VaultWrap.objects.all().delete()
    Recording.objects.update(state=State.QUARANTINED, **({} if digest else {"digest": ""}))
    row.refresh_from_db()
    assert look(row, office.desk.keys, office.desk.blobs, now(office)) is (True if digest else None)
    flip(office, row)
    assert look(row, office.desk.keys, office.desk.blobs, now(office)) is (False if digest else None)


def test_what_was_archived_before_digests_is_authenticated_by_its_key(office):
    row = stored(office)
    row.digest = ""
    assert look(row, office.desk.keys, office.desk.blobs, now(office)) is True
    flip(office, row)
    assert look(row, office.desk.keys, office.desk.blobs, now(office)) is False


@pytest.mark.rule("R48")
def test_nothing_of_the_altered_part_is_played_and_the_play_marks_it(office, owner):
    row = stored(office)
    flip(office, row, 40 + 56 + CHUNK + 16 + 100)
    with open_recording(owner, row.id, office.desk.keys, office.desk.blobs, now(office)) as sound:
        assert sound.read(0, CHUNK) == LONG[:CHUNK]
        with pytest.raises(ArchiveDamaged):
            sound.read(CHUNK, 10)
    row.refresh_from_db()
    assert row.intact is False
    assert Incident.objects.get().subject == row.id


@pytest.mark.rule("R48")
def test_what_is_altered_while_it_is_played_is_marked_by_the_read(office, owner):
    row = stored(office)
    with open_recording(owner, row.id, office.desk.keys, office.desk.blobs, now(office)) as sound:
        flip(office, row, 40 + 56 + 100)
        with pytest.raises(ArchiveDamaged):
            sound.read(0, 10)
    row.refresh_from_db()
    assert row.intact is False


@pytest.mark.parametrize(("spoil", "error"), [("missing", BlobMissing), ("head", VaultError)])
def test_what_cannot_even_be_opened_is_marked_too(office, owner, spoil, error):
    row = stored(office)
    if spoil == "missing":
        path_of(office, row).unlink()
    else:
        flip(office, row, 30)
    with pytest.raises(error):
        open_recording(owner, row.id, office.desk.keys, office.desk.blobs, now(office))
    assert Recording.objects.get().intact is False


def test_a_blob_that_is_whole_again_is_said_to_be(office):
    row = stored(office)
    flip(office, row)
    look(row, office.desk.keys, office.desk.blobs, now(office))
    flip(office, row)
    assert look(row, office.desk.keys, office.desk.blobs, now(office, 2 * LATER)) is True
    assert Recording.objects.get().intact
    incident = Incident.objects.get()
    assert incident.gone_at == now(office, 2 * LATER)
    assert incident.closed_at is None


def test_what_was_erased_meanwhile_is_neither_marked_nor_an_incident(office):
    row = stored(office)
    run([office.tenant], office.place, Millis(office.now + 60 * DAY))
    assert look(row, office.desk.keys, office.desk.blobs, now(office)) is False
    note(row, "", now(office))
    assert not Incident.objects.exists()
    assert all(row.intact is None for row in Recording.objects.all())


@pytest.mark.rule("R48")
def test_every_archive_is_read_within_a_round_the_longest_unseen_first(office):
    rows = [stored(office, name) for name in "123"]
    flip(office, rows[1])
    hours = ROUND // 3_600_000
    assert hours == 720
    looks = [
        look_at_some(office.tenant, office.desk.keys, office.desk.blobs, now(office, hour * 3_600_000))
        for hour in (1, 2, 3)
    ]
    assert [count for count, _ in looks] == [1, 1, 1]
    assert sum(altered for _, altered in looks) == 1
    assert Recording.objects.filter(checked_at__gt=office.now).count() == 3


def test_all_can_be_read_at_once(office):
    for name in "123":
        stored(office, name)
    seen = look_at_some(office.tenant, office.desk.keys, office.desk.blobs, now(office), every=True)
    assert seen == (3, 0)
