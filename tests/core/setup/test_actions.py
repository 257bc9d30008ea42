"""The first run's rows: whole, repeatable, and refused with every reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator

from rufschutz.core.accounts.actions import DemoOnlyError, LinkError, redeem_link
from rufschutz.core.accounts.models import Role, SetupLink, User
from rufschutz.core.accounts.queries import members
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.models import RootCheck
from rufschutz.core.purposes.errors import PlanRefusedError
from rufschutz.core.purposes.queries import live_policy, newest_plan
from rufschutz.core.setup import actions
from rufschutz.core.setup.actions import FirstLine, initialise, new_link, shelves, unlock
from rufschutz.core.setup.ground import Choice, lay
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.handover.plan import read_plan
from rufschutz.vault.keystore.root import RootKey, RootKeyMissing, RootKeyWrong
from rufschutz.vault.seal.signature import read_signed

FIRST = FirstLine(
    full_name="Praxis Beispiel für Allgemeinmedizin",
    short_name="Praxis Beispiel",
    address="Beispielweg 1, Berlin",
    dpo_contact="die Datenschutzbeauftragte der Praxis",
    authority="die Berliner Beauftragte für Datenschutz",
    url="praxis punkt example",
    user_part="praxis",
    line_name="Anmeldung",
    owner_email="Owner@praxis.example",
    owner_name="Owner",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", str(tmp_path / "keys" / "root.key"))
    return lambda **choice: lay(tmp_path / "data", Choice(**choice), "1" * 32)


@pytest.fixture
def clips(tmp_path_factory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Render once for all tests here."""
    shared = tmp_path_factory.getbasetemp() / "setup-clips"
    shared.mkdir(exist_ok=True)
    monkeypatch.setattr("rufschutz.core.runtime.Installation.clips", shared)


@pytest.fixture
def installation(make, clips):
    return make()


def test_it_leaves_a_line_that_can_be_called(installation, now) -> None:
    done = initialise(installation, FIRST, now)
    (card,) = lines(done.tenant)
    public = bytes.fromhex(installation.plan_key_file.read_text())
    plan = read_plan(read_signed(shelves(installation).plan_file(card.id).read_bytes(), public))
    assert (plan.user_part, plan.tenant, plan.recording.promised) == ("praxis", done.tenant, "P7D")


def test_the_owner_adopts_the_shipped_policy(installation, now) -> None:
    done = initialise(installation, FIRST, now)
    owner = redeem_link(done.token, now)
    assert owner.email == "owner@praxis.example"
    assert live_policy(done.tenant).adopted_by == owner.person_id
    assert [member.role for member in members(done.tenant, now)] == [Role.OWNER]


def test_what_was_set_up_stands_in_the_log(installation, now) -> None:
    done = initialise(installation, FIRST, now)
    with tenant_scope(done.tenant):
        events = set(OutboxEntry.objects.values_list("event", flat=True))
    assert events >= {
        "log:tree:started",
        "keys:tenant:created",
        "policy:line:changed",
        "policy:role:changed",
        "policy:adopted",
        "policy:link:issued",
        "policy:plan:published",
    }


@pytest.mark.rule("R108")
def test_a_name_that_is_too_long_leaves_nothing_behind(installation, now) -> None:
    long = "Gemeinschaftspraxis für Innere Medizin und Kardiologie am alten Markt"
    with pytest.raises(PlanRefusedError, match=r"tenant\.short_name\.de"):
        initialise(installation, replace(FIRST, short_name=long), now)
    assert tenant_ids() == ()
    assert not User.objects.exists()
    assert not installation.plan_key_file.exists()
    assert initialise(installation, FIRST, now).tenant in tenant_ids()


@pytest.mark.parametrize("step", ["migrate", "rows", "link", "plan", "public key"])
def test_killed_between_any_two_steps_it_can_be_repeated(installation, now, monkeypatch, step: str) -> None:
    class KilledError(BaseException):
        pass

    def kill(*args, **kwargs):
        raise KilledError

    targets = {
        "migrate": (actions, "install"),
        "rows": (actions, "rehearse"),
        "link": (actions, "issue_link"),
        "plan": (actions, "refresh"),
        "public key": (actions.durable, "replace"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*targets[step], kill)
        with pytest.raises(KilledError):
            initialise(installation, FIRST, now)
    assert not installation.plan_key_file.exists()
    done = initialise(installation, FIRST, now)
    assert tenant_ids() == (done.tenant,)
    assert User.objects.count() == 1
    assert newest_plan(lines(done.tenant)[0].id) is not None
    assert redeem_link(done.token, now)
    assert RootCheck.objects.count() == 1


def test_a_known_second_factor_only_in_a_demo(make, clips, now) -> None:
    with pytest.raises(DemoOnlyError):
        initialise(make(), replace(FIRST, demo_totp="JBSWY3DPEHPK3PXP"), now)
    assert tenant_ids() == ()
    initialise(make(demo=True), replace(FIRST, demo_totp="JBSWY3DPEHPK3PXP"), now)
    assert Authenticator.objects.count() == 1


def test_unlocking_needs_the_installations_root_key(installation, now, tmp_path) -> None:
    done = initialise(installation, FIRST, now)
    assert len(unlock(installation).tenant(done.tenant)) == 32
    installation.root_key_file.unlink()
    with pytest.raises(RootKeyMissing):
        unlock(installation)
    RootKey.create(installation.root_key_file)
    with pytest.raises(RootKeyWrong):
        unlock(installation)


def test_a_new_link_for_someone_with_a_role(installation, now) -> None:
    done = initialise(installation, FIRST, now)
    token = new_link("OWNER@praxis.example", now)
    assert redeem_link(token, now)
    with pytest.raises(LinkError):
        redeem_link(done.token, now)
    with pytest.raises(LinkError, match="no account"):
        new_link("stranger@example.org", now)
    assert SetupLink.objects.count() == 1


def test_the_record_is_for_the_group_of_its_directory(installation, now) -> None:
    initialise(installation, FIRST, now)
    assert installation.sqlite.stat().st_mode & 0o777 == 0o660
