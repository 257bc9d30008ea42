"""A controller leaves: everything back, then nothing is left but a proof that a stranger checks."""

from __future__ import annotations

import json
import shutil

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from rufschutz.adapters.clock import new_id
from rufschutz.core.accounts.actions import create_user
from rufschutz.core.accounts.models import Membership, Person, User
from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.backup.actions.tombstones import flush
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.tombstones import What
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.holds.models import Hold
from rufschutz.core.keys.models import VaultKey, VaultWrap
from rufschutz.core.offboarding.actions import (
    ask_offboarding,
    ask_package,
    confirm,
    ending,
    go_on,
    hand_out,
)
from rufschutz.core.offboarding.actions.asking import begin
from rufschutz.core.offboarding.errors import HeldError, OffboardingError, WrongReceiptError
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.offboarding.queries import RETURN_WAITS, offboarding_of
from rufschutz.core.purposes.actions import Shelves
from rufschutz.core.recordings.models import Recording
from rufschutz.core.tenants.models import Line
from rufschutz.core.tenants.queries import controller, tenant_ids
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.audit.verify import verify_log, verify_proof
from rufschutz.domain.hold.hold import State as HoldState
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.vault.package import files
from rufschutz.vault.package.words import typed

OWNER = PersonId("e" * 32)
NUMBER = "+493023125042"
STEPS = ("_destroy_keys", "_delete_blobs", "_delete_rows", "_prove", "_certificate", "_delete_accounts")


class Killed(BaseException):
    """The process died here."""


@pytest.fixture
def leaving(office, tmp_path):
    """A controller with a recorded call, asked to leave and begun; the owner, and what the worker does."""
    office.recorded()
    owner = Actor(OWNER, office.tenant, Role.OWNER, second_factor=True)
    ask_offboarding(owner, "Praxis schließt", office.now)
    with locked(office.tenant):
        begin(Proposal.objects.get(subject="offboard"), office.now)
    shelves = Shelves(tmp_path / "plans", tmp_path / "clips")
    plan = shelves.plan_file(Line.objects.get().id)
    plan.parent.mkdir()
    plan.touch()

    def work(now: Millis = office.now) -> bool:
        desk = office.desk
        return go_on(
            office.tenant, desk.keys, desk.blobs, shelves, tmp_path / "log", tmp_path / "packages", now
        )

    return owner, work, plan


def taken(owner, office, work, tmp_path) -> str:
    """The owner asks, the worker writes, the owner takes it along and opens it; returns the receipt."""
    words = ask_package(owner, office.desk.keys, office.now)
    assert not work()
    hand_out(owner, tmp_path / "packages", office.now)
    (tmp_path / "out").mkdir()
    return files.unpack(tmp_path / "packages" / office.tenant, tmp_path / "out", typed(words))


def employed(office, address: str) -> User:
    user = create_user(address, "Somebody", office.now)
    Membership.objects.create(id=new_id(), tenant_id=office.tenant, user=user, role="agent", since=office.now)
    return user


def hold(office) -> Hold:
    return Hold.objects.create(
        id="9" * 32,
        tenant_id=office.tenant,
        call="1" * 32,
        state=HoldState.CONFIRMED.value,
        **{name: office.now for name in ("placed_at", "ends_at", "due_at") if hasattr(Hold, name)},
    )


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
def test_what_is_held_after_it_began_is_not_destroyed(office, leaving, tmp_path) -> None:
    owner, work, _ = leaving
    receipt = taken(owner, office, work, tmp_path)
    held = hold(office)
    with pytest.raises(HeldError, match=held.id):
        confirm(owner, receipt, office.now)
    assert not work(Millis(office.now + RETURN_WAITS))
    assert Offboarding.objects.get().state == State.RETURNED
    assert Call.objects.exists()
    assert VaultKey.objects.exists()
    assert offboarding_of(office.tenant).held
    held.delete()
    assert not offboarding_of(office.tenant).held
    assert work(Millis(office.now + RETURN_WAITS))


@pytest.mark.usefixtures("scope")
def test_a_call_that_goes_on_and_sound_that_is_not_archived_are_waited_for(office, leaving, tmp_path) -> None:
    owner, work, _ = leaving
    confirm(owner, taken(owner, office, work, tmp_path), office.now)
    ended = Call.objects.get().ended_at
    Call.objects.update(ended_at=None)
    assert not work()
    Call.objects.update(ended_at=ended)
    Recording.objects.update(state="kept")
    assert not work()
    assert Offboarding.objects.get().state == State.RETURNED
    Recording.objects.update(state="archived")
    assert work()


@pytest.mark.usefixtures("scope")
def test_two_workers_destroy_once(office, leaving, tmp_path, monkeypatch) -> None:
    owner, work, _ = leaving
    confirm(owner, taken(owner, office, work, tmp_path), office.now)
    destroyed = VaultKey.objects.get(level="tenant").id
    for step in ("_destroy_keys", "_delete_rows"):
        twice(monkeypatch, step)
    assert work()
    payload = json.loads(offboarding_of(office.tenant).certificate)["log"]["payload"]
    assert destroyed in payload
    assert '"calls.call":1' in payload


def twice(monkeypatch, step: str) -> None:
    """Let another worker, which looked at the same moment, take the step too."""
    whole = getattr(ending, step)

    def both(row, *given, **more) -> None:
        other = Offboarding.objects.get(id=row.id)
        whole(row, *given, **more)
        whole(other, *given, **more)

    monkeypatch.setattr(ending, step, both)


@pytest.mark.usefixtures("scope")
def test_its_people_are_signed_out_and_those_of_others_are_not(office, leaving, tmp_path) -> None:
    owner, work, _ = leaving
    visits = {}
    for user in (employed(office, "somebody@example.org"), create_user("other@example.org", "O", office.now)):
        visit = SessionStore()
        visit[SESSION_KEY] = user.pk
        visit.create()
        visits[user.email] = visit.session_key
    confirm(owner, taken(owner, office, work, tmp_path), office.now)
    assert work()
    assert list(User.objects.values_list("email", flat=True)) == ["other@example.org"]
    assert list(Session.objects.values_list("session_key", flat=True)) == [visits["other@example.org"]]


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
def test_no_table_and_no_file_names_anybody_of_it_any_more(office, leaving, tmp_path) -> None:
    owner, work, _ = leaving
    employed(office, "somebody@example.org")
    card = controller(office.tenant)
    office.call("2").start().ask_back().end("refused")
    office.take()
    said = {card.full_name, "somebody@example.org", "Somebody", NUMBER}
    before = everything(office.tenant)
    assert sorted(word for word in said if word in before) == sorted(said - {NUMBER})
    receipt = taken(owner, office, work, tmp_path)
    shutil.rmtree(tmp_path / "out")
    confirm(owner, receipt, office.now)
    assert work()
    after = everything(office.tenant)
    assert [word for word in said if word in after] == []
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [word for word in said if word.encode() in files] == []


def everything(tenant: TenantId) -> str:
    """Every value of every row of every table, as text."""
    with tenant_scope(tenant):
        return "\n".join(
            repr(row) for model in apps.get_models() for row in model._default_manager.values_list()
        )


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
def test_everything_comes_back_and_nothing_is_left_but_a_proof(office, leaving, tmp_path) -> None:
    owner, work, plan = leaving
    blob = Recording.objects.get().blob
    assert not work()
    assert not plan.exists()
    found = taken(owner, office, work, tmp_path)
    confirm(owner, found, office.now)
    assert work()
    assert not (tmp_path / "packages" / office.tenant).exists()
    assert tenant_ids() == ()
    assert office.desk.blobs.absent(blob)
    with tenant_scope(office.tenant):
        assert not VaultKey.objects.exists()
        assert not VaultWrap.objects.exists()
        assert not Call.objects.exists()
        assert not LogEntry.objects.exclude(payload=None).exists()
    done = offboarding_of(office.tenant)
    proof = json.loads(done.certificate)
    assert verify_proof(proof, done.log_key) == []
    assert "keys:offboarding:finished" in proof["log"]["payload"]
    assert '"calls.call":1' in proof["log"]["payload"]
    files = tmp_path / "log" / office.tenant
    assert verify_log(lambda path: (files / path).read_bytes(), done.log_key) == []


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_death_between_any_two_steps_is_made_good(
    office, leaving, tmp_path, monkeypatch, step, when
) -> None:
    owner, work, _ = leaving
    employed(office, "somebody@example.org")
    confirm(owner, taken(owner, office, work, tmp_path), office.now)
    destroyed = VaultKey.objects.get(level="tenant").id
    whole = getattr(ending, step)

    def dies(*given: object) -> object:
        if when == "after":
            whole(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ending, step, dies)
        with pytest.raises(Killed):
            work()
    assert work()
    done = offboarding_of(office.tenant)
    proof = json.loads(done.certificate)
    assert verify_proof(proof, done.log_key) == []
    assert destroyed in proof["log"]["payload"]
    assert tenant_ids() == ()
    assert not User.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.usefixtures("scope")
def test_nothing_is_destroyed_before_the_receipt_or_its_time(office, leaving, tmp_path) -> None:
    owner, work, _ = leaving
    with pytest.raises(OffboardingError):
        confirm(owner, "0" * 64, office.now)
    taken(owner, office, work, tmp_path)
    with pytest.raises(WrongReceiptError):
        confirm(owner, "0" * 64, office.now)
    assert not work(Millis(office.now + RETURN_WAITS - 1))
    assert Call.objects.exists()
    assert work(Millis(office.now + RETURN_WAITS))
    assert Offboarding.objects.get().state == State.FINISHED


@pytest.mark.rule("R66")
def test_who_had_left_and_came_back_with_a_restore_is_gone_again(office, tmp_path):
    office.recorded()
    desk, shelves = office.desk, Shelves(tmp_path / "plans", tmp_path / "clips")
    shelves.plans.mkdir()
    file = TombstoneFile(tmp_path / "t" / "t.log", "1" * 32, b"k")
    ending.leave_again(
        office.tenant, desk.keys, desk.blobs, shelves, tmp_path / "log", tmp_path / "packages", office.now
    )
    assert office.tenant not in tenant_ids()
    assert list(desk.blobs.ids()) == []
    flush(file, office.now)
    told = [stone.what for _, stone in file.read() if stone is not None]
    assert What.OFFBOARDED in told, "the file learns of the end although the controller is gone"
