"""The package is written under a key that only who was shown it has; killed anywhere, it goes on."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.queries import checkpoint_text
from rufschutz.core.breath import no_breath
from rufschutz.core.offboarding.actions import ask_offboarding, ask_package, hand_out, pack, packing
from rufschutz.core.offboarding.actions.asking import begin
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis
from rufschutz.vault.open.archive import WrongArchiveKey
from rufschutz.vault.package import files
from rufschutz.vault.package.words import typed

OWNER = PersonId("e" * 32)


class Killed(BaseException):
    """The process died here."""


@pytest.fixture
def begun(office):
    office.recorded()
    owner = Actor(OWNER, office.tenant, Role.OWNER, second_factor=True)
    ask_offboarding(owner, "Praxis schließt", office.now)
    with locked(office.tenant):
        begin(Proposal.objects.get(subject="offboard"), office.now)
    return owner


def packed(office, tmp_path, breathe=no_breath) -> bool:
    desk = office.desk
    return pack(office.tenant, desk.keys, desk.blobs, tmp_path / "p", office.now, breathe)


def unpacked(office, tmp_path, words: str) -> dict[str, bytes]:
    (tmp_path / "out").mkdir()
    files.unpack(tmp_path / "p" / office.tenant, tmp_path / "out", typed(words))
    return {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
def test_rows_consents_and_sound_come_back_and_nothing_of_it_lies_there_readable(
    office, begun, tmp_path
) -> None:
    words = ask_package(begun, office.desk.keys, office.now)
    office.sequence()
    assert packed(office, tmp_path)
    for path in (tmp_path / "p" / office.tenant).iterdir():
        assert b"+49" not in path.read_bytes()
    found = unpacked(office, tmp_path, words)
    assert b"+49" in found["calls.call.jsonl"]
    [event, *_] = found["consent.consentevent.jsonl"].splitlines()
    assert json.loads(json.loads(event)["opened"])
    assert json.loads(found["consents.jsonld"])["@graph"]
    assert found["checkpoint.txt"].decode() == checkpoint_text(office.tenant) != ""
    assert found["consents.csv"].startswith("\ufeff".encode())
    assert sum(name.startswith(Recording.objects.get().id) for name in found) == 1
    assert not any(name.startswith("vault.") for name in found)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
def test_once_it_is_whole_the_house_cannot_open_it(office, begun, tmp_path) -> None:
    ask_package(begun, office.desk.keys, office.now)
    assert packed(office, tmp_path)
    row = Offboarding.objects.get()
    assert (row.state, row.secret) == (State.EXPORTED, None)
    assert not packed(office, tmp_path)
    with pytest.raises(WrongArchiveKey):
        unpacked(office, tmp_path, "AAAA " * 8)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("nth", range(1, 60, 6))
def test_killed_at_any_file_the_next_round_goes_on(office, begun, tmp_path, nth) -> None:
    words = ask_package(begun, office.desk.keys, office.now)
    seen: list[int] = []

    def dies() -> None:
        seen.append(1)
        if len(seen) == nth:
            raise Killed

    try:
        packed(office, tmp_path, dies)
    except Killed:
        assert Offboarding.objects.get().state == State.BEGUN
        assert packed(office, tmp_path)
    assert b"+49" in unpacked(office, tmp_path, words)["calls.call.jsonl"]


@pytest.mark.usefixtures("scope")
def test_sound_that_lies_there_whole_is_not_written_again(office, begun, tmp_path, monkeypatch) -> None:
    words = ask_package(begun, office.desk.keys, office.now)

    def dies(*given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(packing, "_seal_list", dies)
        with pytest.raises(Killed):
            packed(office, tmp_path)
    [sound] = (tmp_path / "p" / office.tenant).glob(f"{Recording.objects.get().id}*")
    before = sound.stat().st_ino
    assert packed(office, tmp_path)
    assert sound.stat().st_ino == before
    unpacked(office, tmp_path, words)


@pytest.mark.usefixtures("scope")
def test_two_at_once_do_not_mix(office, begun, tmp_path) -> None:
    ask_package(begun, office.desk.keys, office.now)
    others: list[bool] = []
    assert packed(office, tmp_path, lambda: others.append(packed(office, tmp_path)))
    assert others
    assert not any(others)


@pytest.mark.usefixtures("scope")
def test_a_lost_key_is_replaced_by_another_package(office, begun, tmp_path) -> None:
    ask_package(begun, office.desk.keys, office.now)
    packed(office, tmp_path)
    words = ask_package(begun, office.desk.keys, office.now)
    assert packed(office, tmp_path)
    assert unpacked(office, tmp_path, words)


@pytest.mark.usefixtures("scope")
def test_a_full_disk_stops_it_and_leaves_nothing_half(office, begun, tmp_path, monkeypatch) -> None:
    ask_package(begun, office.desk.keys, office.now)

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_archive", full)
        with pytest.raises(OSError, match="No space"):
            packed(office, tmp_path)
    assert list((tmp_path / "p" / office.tenant).iterdir()) == []
    assert packed(office, tmp_path)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("handed", [False, True])
def test_a_package_with_sound_that_was_erased_since_goes(office, begun, tmp_path, handed) -> None:
    ask_package(begun, office.desk.keys, office.now)
    packed(office, tmp_path)
    if handed:
        hand_out(begun, tmp_path / "p", office.now)
    packing.look_after(office.tenant, tmp_path / "p", office.now)
    assert (tmp_path / "p" / office.tenant).exists()
    Recording.objects.update(state="erased")
    packing.look_after(office.tenant, tmp_path / "p", office.now)
    assert not (tmp_path / "p" / office.tenant).exists()
    assert Offboarding.objects.get().state == (State.EXPORTED if handed else State.BEGUN)


@pytest.mark.usefixtures("scope")
def test_nobody_fetches_it_for_a_week_and_it_goes(office, begun, tmp_path) -> None:
    ask_package(begun, office.desk.keys, office.now)
    packed(office, tmp_path)
    packing.look_after(office.tenant, tmp_path / "p", Millis(office.now + packing.PACKAGE_STAYS))
    assert Offboarding.objects.get().state == State.BEGUN
