"""What the console's tests share: one practice, its people by role, and browsers that are signed in."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from rufschutz.core.accounts import actions
from rufschutz.core.accounts.models import Role, User
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Keys, create_tenant_keys, install
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.domain.ids import LineId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = Millis(1_790_000_000_000)
TENANT = TenantId("a" * 32)
LINE = LineId("c" * 32)
PASSWORD = "vier rote Wale lesen"
SECRET = base64.b32encode(b"twenty bytes of salt").decode()


def totp(secret: str, at: float) -> str:
    """Return the code that an app shows at ``at`` (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def code_now(secret: str = SECRET) -> str:
    """Return the code of this moment."""
    return totp(secret, time.time())


class Door:
    """What someone needs to get in."""

    tenant = TENANT
    password = PASSWORD
    code = staticmethod(code_now)


@pytest.fixture
def door() -> type[Door]:
    """Password, codes and tenant of the accounts made here."""
    return Door


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """Rate limits and used codes do not outlive a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def keys(db: None, tmp_path: Path) -> Keys:
    """The installation's keys, unlocked."""
    return install(RootKey.create(tmp_path / "root.key"), NOW)


@pytest.fixture
def tenant(keys: Keys) -> TenantId:
    """A practice with keys and one line."""
    Tenant.objects.create(
        id=TENANT,
        full_name="Praxis Beispiel für Allgemeinmedizin",
        short_name="Praxis Beispiel",
        address="Beispielweg 1, Berlin",
        profile="P",
        dpo_contact="die Datenschutzbeauftragte",
        authority="die Aufsicht",
        url="praxis punkt example",
        created_at=NOW,
    )
    with tenant_scope(TENANT):
        Line.objects.create(
            id=LINE,
            tenant_id=TENANT,
            user_part="praxis",
            name="Anmeldung",
            allowed_peers=["127.0.0.1"],
            created_at=NOW,
        )
    create_tenant_keys(keys, TENANT, "test", NOW)
    return TENANT


@pytest.fixture
def account(tenant: TenantId) -> Callable[..., User]:
    """Make an account in a role, with a password and, unless told otherwise, a second factor."""

    def make(role: Role | None, *, factor: bool = True) -> User:
        name = "nobody" if role is None else role.value
        user = actions.create_user(f"{name}@praxis.example", f"Person {name}", NOW)
        actions.set_password(user, PASSWORD)
        if role is not None:
            actions.grant_role(tenant, user, role, "test", NOW)
        if factor:
            Authenticator.objects.create(
                user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)}
            )
        return user

    return make


@pytest.fixture
def signed_in(account: Callable[..., User]) -> Callable[[Role | None], Client]:
    """Return a browser in which someone of a role went through both steps of the sign-in."""

    def enter(role: Role | None) -> Client:
        user = account(role)
        browser = Client()
        browser.post("/anmelden/", {"login": user.email, "password": PASSWORD})
        answer = browser.post("/anmelden/code/", {"code": code_now()})
        assert answer.status_code == 302, "signing in failed"
        return browser

    return enter
