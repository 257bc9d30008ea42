"""A good installation, of which only notes are to be said, on a machine with nothing to be said of it."""

from __future__ import annotations

import shutil

import pytest

from rufschutz.core.accounts.actions import redeem_link
from rufschutz.core.setup.actions import FirstLine, initialise
from rufschutz.core.setup.checks import Level, Machine, check
from rufschutz.core.setup.ground import Choice, lay
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.domain.ids import EpochId, FactId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.plan import IngestKey
from rufschutz.handover.spool import SpoolWriter
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


class House:
    """A good installation; ``machine`` is what is known of where it runs."""

    def __init__(self, installation, token, now) -> None:
        self.installation = installation
        self.token = token
        self.now = now
        self.machine = Machine(synchronised=True, filesystem="ext4")

    @property
    def line(self):
        (line,) = lines(tenant_ids()[0])
        return line

    @property
    def plan_file(self):
        return self.installation.plans / f"{self.line.id}.plan"

    def findings(self):
        found = check(self.installation, self.now, self.machine)
        assert all(finding.what and finding.advice for finding in found)
        return found

    def found(self, level: Level) -> dict[str, str]:
        return {each.name: each.what for each in self.findings() if each.level is level}

    def faults(self) -> dict[str, str]:
        """What is more than a note: name and words."""
        return {each.name: each.what for each in self.findings() if each.level is not Level.NOTE}

    def own_clips(self) -> None:
        """Give the installation clips that a test may spoil."""
        shared = self.installation.clips.resolve()
        self.installation.clips.unlink()
        shutil.copytree(shared, self.installation.clips)

    def sounds_of_the_plan(self, suffix: str):
        """Return the sounds that the plan names; names said only to be measured are in no plan."""
        plan = self.plan_file.read_text()
        return [path for path in sorted(self.installation.clips.glob(f"*.{suffix}")) if path.stem in plan]

    def spool(self, *moments: int):
        key = IngestKey(EpochId("e" * 32), SUITE, PrivateIngestKey.generate().public_key)
        writer = SpoolWriter.open(self.installation.spool, "voice-1", 1, SpoolSealer.create(key))
        for place, at in enumerate(moments):
            fact, tenant = FactId(f"{place:032x}"), TenantId("a" * 32)
            writer.append("call.started", fact, tenant, Millis(at), b"{}")
        writer.sync()
        path = writer.path
        writer.close()
        return path


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory):
    """Render once for all tests here."""
    return tmp_path_factory.mktemp("check-clips")


@pytest.fixture
def house(db, tmp_path, sounds, now, monkeypatch: pytest.MonkeyPatch) -> House:
    """A good installation, whose owner has signed in with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP

    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", str(tmp_path / "keys" / "root.key"))
    made = lay(tmp_path / "data", Choice(), "1" * 32)
    made.clips.rmdir()
    made.clips.symlink_to(sounds)
    done = initialise(made, FIRST, now)
    owner = redeem_link(done.token, now)
    TOTP.activate(owner, "JBSWY3DPEHPK3PXP")
    return House(made, done.token, now)
