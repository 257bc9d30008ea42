"""Every sign-in, failure, sign-out and enrolment is an audit event of the tenants concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from rufschutz.core.accounts.models import Role, User
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope

if TYPE_CHECKING:
    from collections.abc import Callable


def events(door) -> list[str]:
    with tenant_scope(door.tenant):
        return [
            name
            for name in OutboxEntry.objects.order_by("id").values_list("event", flat=True)
            if name.startswith("account:")
        ]


def payloads(door) -> str:
    with tenant_scope(door.tenant):
        return "".join(OutboxEntry.objects.values_list("payload", flat=True))


def test_signing_in_and_out(signed_in: Callable[[Role], Client], door) -> None:
    signed_in(Role.OWNER).post("/abmelden/")
    assert events(door) == ["account:sign_in", "account:sign_out"]


def test_a_wrong_password(account: Callable[..., User], door) -> None:
    Client().post("/anmelden/", {"login": account(Role.OWNER).email, "password": "falsch"})
    assert events(door) == ["account:sign_in:failed"]


def test_a_wrong_code(account: Callable[..., User], door) -> None:
    browser = Client()
    browser.post("/anmelden/", {"login": account(Role.OWNER).email, "password": door.password})
    browser.post("/anmelden/code/", {"code": "000000"})
    assert events(door) == ["account:sign_in:failed"]
    assert "second_factor" in payloads(door)


def test_an_unknown_address_is_counted_but_not_written_down(account: Callable[..., User], door) -> None:
    account(Role.OWNER)
    Client().post("/anmelden/", {"login": "fremd@example.org", "password": "falsch"})
    assert events(door) == ["account:sign_in:failed"]
    assert "fremd" not in payloads(door)
    assert "example.org" not in payloads(door)
