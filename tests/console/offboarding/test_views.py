"""How a practice leaves, in the console: asked for by one, approved by another, taken along, confirmed."""

from __future__ import annotations

import re

import pytest
from console_keys import anew

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.models import Hold
from rufschutz.core.offboarding.actions import pack
from rufschutz.core.offboarding.actions.asking import begin
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.vault.package import files
from rufschutz.vault.package.parcel import take_apart
from rufschutz.vault.package.words import typed

PAGE, PACKAGE = "/auszug/", "/auszug/paket"


@pytest.fixture(autouse=True)
def packages(monkeypatch, tmp_path):
    monkeypatch.setattr(vaultdoor, "packages", lambda: tmp_path / "packages")
    return tmp_path / "packages"


@pytest.fixture
def owner(signed_in, message):
    """The owner of a practice with a recorded message."""
    return signed_in(Role.OWNER)


def sure(door, **more: str) -> dict[str, str]:
    """Password and code once more: a code counts once."""
    del door
    return {**anew(), **more}


def asked(door) -> Proposal:
    with tenant_scope(door.tenant):
        return Proposal.objects.get(subject="offboard")


def leave(door, owner) -> None:
    """Ask, and let a second person's word count."""
    owner.post(PAGE, sure(door, act="ask", reason="Praxis schließt"))
    with tenant_scope(door.tenant), locked(door.tenant):
        row = asked(door)
        begin(row, Clock().now())
        Proposal.objects.filter(id=row.id).update(state="in_force")


def key_of(door, owner) -> str:
    page = owner.post(PAGE, sure(door, act="package")).content.decode()
    [words] = re.findall(r'<code class="copy">([A-Z2-7 ]{39})</code>', page)
    return words


def taken(door, owner, stage, packages, tmp_path) -> str:
    """Have the package written, download it, open it; returns the receipt."""
    words = key_of(door, owner)
    pack(door.tenant, stage.keys, stage.blobs, packages, Clock().now())
    answer = owner.get(PACKAGE)
    (tmp_path / "p.tar").write_bytes(b"".join(answer))
    (tmp_path / "sealed").mkdir()
    (tmp_path / "out").mkdir()
    take_apart(tmp_path / "p.tar", tmp_path / "sealed")
    return files.unpack(tmp_path / "sealed", tmp_path / "out", typed(words))


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_page(signed_in, role) -> None:
    expected = 200 if Action.ASK_OFFBOARDING in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get(PAGE).status_code == expected


@pytest.mark.rule("R47")
def test_asking_needs_a_reason_password_and_code_and_leads_to_the_second_person(door, owner) -> None:
    assert owner.post(PAGE, {"act": "ask", "reason": "Praxis schließt"}).status_code == 422
    assert owner.post(PAGE, sure(door, act="ask", reason="")).status_code == 422
    answer = owner.post(PAGE, sure(door, act="ask", reason="Praxis schließt"))
    assert answer.url == f"/freigaben/{asked(door).id}/"
    page = owner.get(answer.url).content.decode()
    assert "Auszug der ganzen Praxis" in page
    assert "verstummen sofort alle Leitungen" in page
    assert "Eine zweite Person entscheidet" in owner.get(PAGE).content.decode()
    assert not Offboarding.objects.exists()


@pytest.mark.rule("R47")
def test_the_key_is_shown_once_and_the_package_taken_along(door, owner, stage, packages, tmp_path) -> None:
    leave(door, owner)
    assert owner.get(PACKAGE).status_code == 422
    receipt = taken(door, owner, stage, packages, tmp_path)
    assert b"+49" in (tmp_path / "out" / "calls.call.jsonl").read_bytes()
    page = owner.get(PAGE).content.decode()
    assert receipt not in page
    assert 'class="copy"' not in page
    row = Offboarding.objects.get()
    assert owner.post(PAGE, {"act": "confirm", "sha256": receipt}).status_code == 422
    assert owner.post(PAGE, sure(door, act="confirm", sha256=receipt)).status_code == 302
    row.refresh_from_db()
    assert row.state == State.RETURNED
    assert f"/auszug-nachweis/{row.id}" in owner.get(PAGE).content.decode()
    assert "Im Gesprächssafe liegt noch etwas" not in owner.get(PAGE).content.decode()
    with tenant_scope(door.tenant):
        Hold.objects.create(
            id="9" * 32, tenant_id=door.tenant, call="1" * 32, state="confirmed",
            **{name: 1 for name in ("placed_at", "ends_at", "due_at") if hasattr(Hold, name)},
        )  # fmt: skip
    assert "Im Gesprächssafe liegt noch etwas" in owner.get(PAGE).content.decode()


def test_another_hash_confirms_nothing(door, owner, stage, packages) -> None:
    leave(door, owner)
    key_of(door, owner)
    pack(door.tenant, stage.keys, stage.blobs, packages, Clock().now())
    answer = owner.post(PAGE, sure(door, act="confirm", sha256="0" * 64))
    assert "nicht die Prüfsumme dieses Pakets" in answer.content.decode()
    assert Offboarding.objects.get().state == State.EXPORTED


def test_a_download_that_broke_off_goes_on(door, owner, stage, packages, tmp_path) -> None:
    leave(door, owner)
    key_of(door, owner)
    pack(door.tenant, stage.keys, stage.blobs, packages, Clock().now())
    whole = b"".join(owner.get(PACKAGE))
    rest = owner.get(PACKAGE, headers={"Range": "bytes=1000-"})
    assert rest.status_code == 206
    assert b"".join(rest) == whole[1000:]
    for odd in ("bytes=5-9", "bytes=-5", "bytes=x-", f"bytes={len(whole)}-", "items=1-"):
        answer = owner.get(PACKAGE, headers={"Range": odd})
        assert (answer.status_code, b"".join(answer)) == (200, whole)


def test_each_state_says_what_comes_next(door, owner, stage, packages, tmp_path) -> None:
    assert "Um den Auszug bitten" in owner.get(PAGE).content.decode()
    leave(door, owner)
    assert "Paket schreiben lassen" in owner.get(PAGE).content.decode()
    key_of(door, owner)
    assert "Das Paket wird geschrieben" in owner.get(PAGE).content.decode()
    pack(door.tenant, stage.keys, stage.blobs, packages, Clock().now())
    page = owner.get(PAGE).content.decode()
    assert "Paket herunterladen" in page
    assert "Empfang bestätigen" not in page
    owner.get(PACKAGE)
    assert "Empfang bestätigen" in owner.get(PAGE).content.decode()
