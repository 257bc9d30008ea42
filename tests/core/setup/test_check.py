"""Each thing that would make an installation unsafe or unlawful is found, and named with a next step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.purposes.models import PublishedPlan
from rufschutz.core.setup import check as module
from rufschutz.core.setup.actions import FirstLine, initialise
from rufschutz.core.setup.check import BACKLOG, Level, check
from rufschutz.core.setup.ground import Choice, lay
from rufschutz.core.tenants.actions import create_tenant
from rufschutz.core.tenants.queries import Controller, lines, tenant_ids
from rufschutz.domain.ids import EpochId, FactId, TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.plan import IngestKey
from rufschutz.handover.spool import SpoolWriter
from rufschutz.vault.keystore.root import RootKey
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal.spool import SpoolSealer
from rufschutz.vault.seal.suite import SUITE

FIRST = FirstLine(
    full_name="Praxis Beispiel für Allgemeinmedizin",
    short_name="Praxis Beispiel",
    address="Beispielweg 1, Berlin",
    dpo_contact="die Datenschutzbeauftragte der Praxis",
    authority="die Berliner Beauftragte für Datenschutz",
    url="praxis punkt example",
    user_part="praxis",
    line_name="Anmeldung",
    owner_email="owner@praxis.example",
    owner_name="Owner",
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory):
    """Render once for all tests here."""
    return tmp_path_factory.mktemp("check-clips")


@pytest.fixture
def installation(tmp_path, sounds, now, monkeypatch: pytest.MonkeyPatch):
    """A whole installation of which nothing but notes is to be said."""
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", str(tmp_path / "keys" / "root.key"))
    monkeypatch.setattr(module, "_swap_is_on", lambda: False)
    made = lay(tmp_path / "data", Choice(), "1" * 32)
    made.clips.rmdir()
    made.clips.symlink_to(sounds)
    initialise(made, FIRST, now)
    return made


def found(installation, now, level: Level = Level.ERROR) -> dict[str, str]:
    findings = check(installation, now)
    assert all(finding.what and finding.advice for finding in findings)
    return {finding.name: finding.what for finding in findings if finding.level is level}


def plan_file(installation):
    (line,) = lines(tenant_ids()[0])
    return installation.plans / f"{line.id}.plan"


def own_clips(installation):
    """Give the installation clips that a test may spoil."""
    names = [(path.name, path.read_bytes()) for path in installation.clips.iterdir()]
    installation.clips.unlink()
    installation.clips.mkdir()
    for name, data in names:
        (installation.clips / name).write_bytes(data)


def spool(installation, *moments: int) -> None:
    key = IngestKey(EpochId("e" * 32), SUITE, PrivateIngestKey.generate().public_key)
    writer = SpoolWriter.open(installation.spool, "voice-1", 1, SpoolSealer.create(key))
    for place, at in enumerate(moments):
        writer.append("call.started", FactId(f"{place:032x}"), TenantId("a" * 32), Millis(at), b"{}")
    writer.sync()
    writer.close()


def test_a_fresh_installation_holds_neither_error_nor_warning(installation, now) -> None:
    assert found(installation, now) == {}
    assert found(installation, now, Level.WARNING) == {}


def test_the_worst_comes_first(installation, now) -> None:
    installation.root_key_file.unlink()
    levels = [finding.level for finding in check(replace(installation, sip_host="0.0.0.0"), now)]  # noqa: S104
    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.ERROR


def test_a_missing_root_key(installation, now) -> None:
    installation.root_key_file.unlink()
    assert "no root key" in found(installation, now)["root_key"]


def test_a_wrong_root_key(installation, now, tmp_path) -> None:
    RootKey.create(tmp_path / "other.key")
    assert "root_key" in found(replace(installation, root_key_file=tmp_path / "other.key"), now)


def test_a_root_key_that_others_can_read(installation, now) -> None:
    installation.root_key_file.chmod(0o644)
    assert "root_key" in found(installation, now)


def test_a_root_key_in_the_data_directory(installation, now) -> None:
    inside = installation.data / "root.key"
    installation.root_key_file.rename(inside)
    assert "root_key_place" in found(replace(installation, root_key_file=inside), now)


@pytest.mark.parametrize("name", ["data", "journals", "blobs", "spool"])
def test_a_directory_that_everybody_can_enter(installation, now, name) -> None:
    getattr(installation, name).chmod(0o755)
    assert getattr(installation, name).name in found(installation, now)["modes"]


def test_two_controllers_in_one_sqlite_file(installation, now) -> None:
    name = "Andere Praxis"
    other = Controller(
        TenantId("b" * 32), name, name, "Weg 2", "Europe/Berlin", "de", "P", name, name, "example"
    )
    create_tenant(other, now)
    assert "controllers" in found(installation, now)
    assert "controllers" not in found(replace(installation, database="postgres://somewhere"), now)


def test_a_line_without_a_plan(installation, now) -> None:
    with tenant_scope(tenant_ids()[0]):
        PublishedPlan.objects.all().delete()
    assert found(installation, now)["plan"] == "line praxis has no plan"


def test_a_plan_file_that_is_gone(installation, now) -> None:
    plan_file(installation).unlink()
    assert "cannot be used" in found(installation, now)["plan"]


def test_a_plan_that_nobody_signed(installation, now) -> None:
    data = plan_file(installation).read_bytes()
    plan_file(installation).write_bytes(data.replace(b"praxis", b"praxiz", 1))
    assert "cannot be used" in found(installation, now)["plan"]


def test_a_plan_that_has_expired(installation, now) -> None:
    assert "without recording" in found(installation, Millis(now + 400 * DAY))["plan_expired"]


def sounds_of_the_plan(installation, suffix: str):
    """Return the sounds that the plan names; names said only to be measured are in no plan."""
    plan = plan_file(installation).read_text()
    return [path for path in sorted(installation.clips.glob(f"*.{suffix}")) if path.stem in plan]


@pytest.mark.parametrize("suffix", ["alaw", "ulaw"])
def test_any_one_sound_that_is_missing(installation, now, suffix) -> None:
    own_clips(installation)
    sounds = sounds_of_the_plan(installation, suffix)
    assert len(sounds) > 100
    for path in sounds[::40]:
        data = path.read_bytes()
        path.unlink()
        assert found(installation, now)["clips"] == "1 sounds of line praxis are missing or altered", (
            path.name
        )
        path.write_bytes(data)
    assert found(installation, now) == {}


def test_a_sound_that_was_altered(installation, now) -> None:
    own_clips(installation)
    path = sounds_of_the_plan(installation, "alaw")[0]
    path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01")
    assert "clips" in found(installation, now)


def test_facts_that_wait_for_more_than_a_day(installation, now) -> None:
    spool(installation, now - BACKLOG - 1, now)
    assert "spool_backlog" in found(installation, now)


def test_facts_that_wait_for_less(installation, now) -> None:
    spool(installation, now - BACKLOG, now)
    assert found(installation, now) == {}


def test_a_damaged_spool_wherever_it_is_damaged(installation, now) -> None:
    spool(installation, now, now, now)
    (path,) = installation.spool.glob("*.spool")
    lines_ = path.read_bytes().splitlines(keepends=True)
    lines_[-2] = b"x" + lines_[-2][1:]
    path.write_bytes(b"".join(lines_))
    assert "spool" in found(installation, now)


def test_a_spool_file_that_stopped_is_named_with_its_line_and_what_to_do(installation, now) -> None:
    SpoolPosition.objects.create(writer="voice-1", epoch=2, damaged_line=9, fault="why", read_at=now)
    (finding,) = (each for each in check(installation, now) if each.level is Level.ERROR)
    assert finding.what == "voice-1-2.spool stopped at line 9: why"
    assert "Keep voice-1-2.spool" in finding.advice
    assert "from line 9 on wait" in finding.advice


def test_listening_beyond_loopback_without_encryption(installation, now) -> None:
    wide = replace(installation, sip_host="0.0.0.0", web_host="192.0.2.1")  # noqa: S104 - what is to be found
    assert set(found(wide, now, Level.WARNING)) == {"sip_plain", "web_plain"}
    assert found(replace(installation, sip_host="127.0.0.2", web_host="::1"), now, Level.WARNING) == {}


def test_a_machine_that_swaps(installation, now, monkeypatch) -> None:
    monkeypatch.setattr(module, "_swap_is_on", lambda: True)
    assert "swap" in found(installation, now, Level.WARNING)


def test_a_demo_and_one_user_for_all_are_to_be_known(installation, now) -> None:
    assert set(found(replace(installation, demo=True), now, Level.NOTE)) == {"demo", "one_user"}
