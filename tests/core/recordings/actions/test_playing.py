"""Sound goes to owner and addressed agent, counted and recorded; to nobody else, nor once erased."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent.models import Consent
from rufschutz.core.keys.actions import destroy_wraps
from rufschutz.core.recordings.actions import finish_play, open_recording
from rufschutz.core.recordings.actions.playing import CONTINUES
from rufschutz.core.recordings.models import Play, Recording
from rufschutz.core.retention.actions import run
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import BlobId, LineId, PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.open.archive import ArchiveDamaged

SOUND = bytes(range(1, 251)) * 64


def hear(office, actor, artefact):
    return open_recording(actor, artefact, office.desk.keys, office.desk.blobs, office.now)


@pytest.mark.rule("R61")
@pytest.mark.usefixtures("scope")
def test_the_owner_hears_any_part_and_it_is_written_down(office, owner):
    caller = office.recorded()
    with hear(office, owner, caller.artefact) as sound:
        assert (sound.codec, sound.rate, sound.length) == ("PCMA", 8000, len(SOUND))
        assert sound.read(1000, 500) == SOUND[1000:1500]
        finish_play(owner, sound.play, 1200, Millis(office.now + 2000))
        finish_play(owner, sound.play, 800, Millis(office.now + 3000))
        finish_play(owner, sound.play, 0, Millis(office.now + 4000))
    play = Play.objects.get()
    assert (play.person, play.heard, play.finished_at) == (owner.person, 2000, office.now + 3000)
    steps = OutboxEntry.objects.filter(event="console:recording:played").order_by("id")
    assert ['"step":"started"' in row.payload for row in steps] == [True, False, False]
    assert '"heard_ms":1200' in steps[1].payload
    assert '"heard_ms":2000' in steps[2].payload


@pytest.mark.rule("R61")
@pytest.mark.usefixtures("scope")
def test_one_listening_is_one_play_until_a_long_pause(office, owner):
    artefact, desk, name = office.recorded().artefact, office.desk, "5" * 32
    second = Actor(PersonId("4" * 32), office.tenant, Role.OWNER, second_factor=True)

    def listen(actor: Actor, at: int) -> str:
        with open_recording(actor, artefact, desk.keys, desk.blobs, Millis(at), name) as sound:
            finish_play(actor, sound.play, 10, Millis(at))
            return sound.play

    first = listen(owner, office.now)
    assert first == name
    assert listen(owner, office.now + CONTINUES // 2) == name
    assert listen(owner, office.now + CONTINUES) == name
    assert listen(owner, office.now + 2 * CONTINUES + 1) != name
    assert listen(second, office.now + CONTINUES) != name
    assert Play.objects.get(id=name).heard == 30
    began = OutboxEntry.objects.filter(event="console:recording:played", payload__contains="started")
    assert began.count() == Play.objects.count() == 3


@pytest.mark.rule("R61")
@pytest.mark.usefixtures("scope")
def test_a_play_lasts_no_longer_than_its_sound_and_a_pause(office, owner):
    artefact, desk, name = office.recorded().artefact, office.desk, "5" * 32
    longest = Recording.objects.get().length + CONTINUES

    def listen(after: int) -> str:
        at = Millis(office.now + after)
        with open_recording(owner, artefact, desk.keys, desk.blobs, at, name) as sound:
            finish_play(owner, sound.play, 1, at)
            return sound.play

    assert [listen(after) == name for after in (0, CONTINUES // 2, CONTINUES, longest, longest + 1)] == [
        True,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("lines", [frozenset(), frozenset({LineId("c" * 32)})])
def test_an_agent_hears_what_came_in_on_an_own_line(office, lines):
    caller = office.recorded()
    agent = Actor(PersonId("4" * 32), office.tenant, Role.AGENT, second_factor=True, lines=lines)
    if lines:
        hear(office, agent, caller.artefact).close()
    else:
        with pytest.raises(AccessDenied):
            hear(office, agent, caller.artefact)


@pytest.mark.rule("R60")
@pytest.mark.rule("R84")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.OPERATOR, Role.AUDITOR])
def test_those_who_watch_do_not_hear(office, role):
    caller = office.recorded()
    watcher = Actor(PersonId("5" * 32), office.tenant, role, second_factor=True, until=Millis(9 << 50))
    with pytest.raises(AccessDenied):
        hear(office, watcher, caller.artefact)
    assert not Play.objects.exists()


@pytest.mark.rule("R17")
@pytest.mark.usefixtures("scope")
def test_after_a_withdrawal_nobody_hears(office, owner):
    caller = office.recorded()
    Consent.objects.update(state="withdrawn")
    with pytest.raises(AccessDenied, match="withdrawn"):
        hear(office, owner, caller.artefact)


@pytest.mark.rule("R33")
@pytest.mark.usefixtures("scope")
def test_without_a_wrap_for_the_purpose_nobody_hears(office, owner):
    caller = office.recorded()
    destroy_wraps(office.tenant, [caller.artefact])
    with pytest.raises(AccessDenied, match="purpose"):
        hear(office, owner, caller.artefact)


@pytest.mark.usefixtures("scope")
def test_what_is_erased_is_not_found(office, owner):
    caller = office.recorded()
    run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    with pytest.raises((NotFound, AccessDenied)):
        hear(office, owner, caller.artefact)


@pytest.mark.rule("R35")
def test_another_tenants_recording_is_not_found(office, other_tenant):
    caller = office.recorded()
    stranger = Actor(PersonId("6" * 32), other_tenant, Role.OWNER, second_factor=True)
    with pytest.raises(NotFound):
        hear(office, stranger, caller.artefact)


@pytest.mark.rule("R48")
@pytest.mark.usefixtures("scope")
def test_a_flipped_byte_is_named_by_its_chunk(office, owner, tmp_path):
    caller = office.recorded()
    name = BlobId(Recording.objects.get().blob)
    path = next((tmp_path / "blobs").glob(f"*/{name}"))
    data = bytearray(path.read_bytes())
    data[400] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))
    with pytest.raises(ArchiveDamaged, match="chunk 0"):
        hear(office, owner, caller.artefact).read(0, 10)
    assert not Play.objects.exists()
