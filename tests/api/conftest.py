"""What the tests of the API share: a practice with calls, its keys, and a client that sends them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_stage import TENANT, Stage, Told
from staff import employ, seat

from rufschutz.adapters.clock import Clock
from rufschutz.api.bearer import RATES
from rufschutz.core.apikeys.actions import create
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import create_tenant_keys
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.setup import opened
from rufschutz.core.tenants.models import Tenant
from rufschutz.domain.access.keys import grantable
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpResponse

    from rufschutz.core.accounts.models import User

OTHER = TenantId("b" * 32)
NUMBER = "+493023125047"
ALL_PURPOSES = frozenset().union(*grantable().values())


class Machine:
    """A program with a key."""

    def __init__(self, token: str, key: str) -> None:
        self.token, self.key = token, key
        self.client = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """Send a request to ``/api/v1`` with the key; ``headers`` by name, ``_`` for ``-``."""
        named = {"Authorization": f"Bearer {self.token}"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        content: Any = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else content,
            content_type=named.pop("Content-Type", "application/json"),
            headers=named,
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, {} if body is None else body, **headers)


class Office:
    """A practice whose owner makes keys."""

    def __init__(self, stage: Stage, tenant: TenantId) -> None:
        self.stage, self.tenant = stage, tenant
        self.maker: User | None = None

    @property
    def owner(self) -> Actor:
        return Actor(PersonId("1" * 32), self.tenant, Role.OWNER, second_factor=True)

    def machine(
        self,
        actions: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        days: int = 30,
        at: Millis | None = None,
    ) -> Machine:
        """Make a key, with everything that a key can be given unless told otherwise."""
        may = sorted(grantable()) if actions is None else list(actions)
        what = sorted(ALL_PURPOSES) if purposes is None else list(purposes)
        made = create(self.owner, "Test", may, what, days, Clock().now() if at is None else at)
        return Machine(made.token, made.key.id)

    def log(self) -> list[dict[str, Any]]:
        """Return what keys did and were refused."""
        with tenant_scope(self.tenant):
            told = [json.loads(row.payload) for row in OutboxEntry.objects.order_by("id")]
        return [entry for entry in told if entry["actor"].startswith("api_key:")]

    def last(self) -> dict[str, Any]:
        return self.log()[-1]


@pytest.fixture(autouse=True)
def _full_buckets() -> Iterator[None]:
    RATES.clear()
    yield
    RATES.clear()


@pytest.fixture
def office(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A practice with the shipped policy; the API has its keys."""
    stage = Stage.build(tmp_path, Millis(Clock().now() - 8 * DAY))
    monkeypatch.setattr(opened, "keys", lambda: stage.keys)
    monkeypatch.setattr(opened, "blobs", lambda: stage.blobs)
    monkeypatch.setattr(opened, "place", lambda: stage.place)
    monkeypatch.setattr(opened, "log_directory", lambda: stage.root / "log")
    office = Office(stage, TENANT)
    office.maker = employ(office.owner, Millis(0))
    return office


@pytest.fixture
def neighbour(office: Office) -> Office:
    """Another controller of the same installation."""
    Tenant.objects.create(
        id=OTHER,
        full_name="Stadtwerke Beispiel",
        short_name="Stadtwerke",
        address="Beispielweg 2, Berlin",
        profile="C",
        dpo_contact="die Datenschutzbeauftragte",
        authority="die Aufsicht",
        url="werke punkt example",
        created_at=office.stage.now,
    )
    create_tenant_keys(office.stage.keys, OTHER, "init", office.stage.now)
    adopt_policy(OTHER, shipped_policy("C"), PersonId("init"), office.stage.now)
    other = Office(office.stage, OTHER)
    seat(other.owner, office.maker, Millis(0))
    return other


@pytest.fixture
def machine(office: Office) -> Machine:
    """A program of the practice that may do all that a key can."""
    return office.machine()


@pytest.fixture
def message(office: Office) -> str:
    """A call of yesterday in which a message of 3 seconds was left and a callback confirmed."""
    return office.stage.take(
        Told(
            at=Millis(Clock().now() - DAY),
            outcome="yes_and_recorded",
            message=3,
            number=NUMBER,
            consent=ConsentState.GIVEN,
            callback=NUMBER,
        )
    )
