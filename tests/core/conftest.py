"""What the record's tests share: one installation, one tenant, its keys, its scope.

All of it lives in the test's transaction; moments and ids are fixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Keys, create_tenant_keys, install
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.domain.ids import LineId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = Millis(1_790_000_000_000)
TENANT = TenantId("a" * 32)
OTHER_TENANT = TenantId("b" * 32)
LINE = LineId("c" * 32)


def make_tenant(tenant: TenantId, line: LineId, user_part: str) -> Tenant:
    """Insert a controller with one line."""
    row = Tenant.objects.create(
        id=tenant,
        full_name="Praxis Beispiel für Allgemeinmedizin",
        short_name="Praxis Beispiel",
        address="Beispielweg 1, Berlin",
        zone="Europe/Berlin",
        language="de",
        profile="P",
        dpo_contact="die Datenschutzbeauftragte der Praxis",
        authority="die Berliner Beauftragte für Datenschutz",
        url="praxis punkt example",
        created_at=NOW,
    )
    with tenant_scope(tenant):
        Line.objects.create(
            id=line,
            tenant_id=tenant,
            user_part=user_part,
            name="Anmeldung",
            allowed_peers=["127.0.0.1"],
            created_at=NOW,
        )
    return row


@pytest.fixture
def now() -> Millis:
    """A fixed moment: 2026-09-21T13:33:20Z."""
    return NOW


@pytest.fixture
def root(tmp_path: Path) -> RootKey:
    """A root key in a file of its own."""
    return RootKey.create(tmp_path / "root.key")


@pytest.fixture
def keys(db: None, root: RootKey) -> Keys:
    """The installation's keys, unlocked."""
    return install(root, NOW)


@pytest.fixture
def tenant(keys: Keys) -> TenantId:
    """A practice with keys and one line, ``praxis``."""
    make_tenant(TENANT, LINE, "praxis")
    create_tenant_keys(keys, TENANT, "test", NOW)
    return TENANT


@pytest.fixture
def other_tenant(keys: Keys) -> TenantId:
    """Another controller in the same installation."""
    make_tenant(OTHER_TENANT, LineId("d" * 32), "andere")
    create_tenant_keys(keys, OTHER_TENANT, "test", NOW)
    return OTHER_TENANT


@pytest.fixture
def line(tenant: TenantId) -> LineId:
    """The tenant's line."""
    return LINE


@pytest.fixture
def scope(tenant: TenantId) -> Iterator[TenantId]:
    """The tenant's scope, open for the whole test."""
    with tenant_scope(tenant):
        yield tenant
