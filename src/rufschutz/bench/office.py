"""The installation inside a measured process: one practice, its keys, its desk, one voice that writes.

Everything is made by the product's own actions and taken over by its own ingest; only
the number of calls is chosen. Needs a Django that is set up for an empty installation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.management import call_command

from rufschutz.adapters.clock import Clock, new_id
from rufschutz.core import runtime
from rufschutz.core.jobs.desk import ingest_desk, retention_place
from rufschutz.core.keys.actions import Keys, create_epoch, create_tenant_keys, install
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.tenants.actions import create_line, create_tenant
from rufschutz.core.tenants.queries import Controller, tenant_ids
from rufschutz.domain.ids import LineId, PersonId, PlanVersion, PurposeId, TenantId
from rufschutz.handover.plan import IngestKey
from rufschutz.vault.keystore.root import RootKey
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.ingest.desk import Desk
    from rufschutz.core.retention.actions import Place
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.moments import Millis

PURPOSE: Final = PurposeId("record_matter")
LINE: Final = LineId("0" * 32)
PLAN: Final = PlanVersion("0" * 32)
SOUND: Final = bytes(range(250)) * 64
"""Two seconds of A-law."""


@dataclass(frozen=True, slots=True)
class Office:
    """A practice that can take calls over. ``data``: the installation's directory, ``log``: of its logs."""

    tenant: TenantId
    keys: Keys
    desk: Desk
    place: Place
    data: Path
    log: Path
    now: Millis

    def ingest_key(self) -> IngestKey:
        """Return the key to which journals are sealed today."""
        return self._key(self.tenant)

    def spool_key(self) -> IngestKey:
        """Return the key to which facts are sealed today."""
        return self._key(None)

    def _key(self, owner: TenantId | None) -> IngestKey:
        today = dt.datetime.fromtimestamp(self.now / 1000, dt.UTC).date()
        epoch = create_epoch(self.keys, owner, today, self.now)
        return IngestKey(epoch.id, SUITE, epoch.public_key)


def open_office() -> Office:
    """Set up the installation named by the environment and one practice in it."""
    installation, now = runtime.read(runtime.default_data()), Clock().now()
    for directory in (
        installation.spool,
        installation.journals,
        installation.blobs,
        installation.log,
        installation.plans,
        installation.clips,
    ):
        directory.mkdir()
    call_command("migrate", verbosity=0)
    keys = install(RootKey.load(installation.root_key_file), now)
    tenant = _tenant(now)
    create_tenant_keys(keys, tenant, "bench", now)
    create_line(tenant, LINE, "bench", "bench", ("127.0.0.1",), now)
    adopt_policy(tenant, shipped_policy("P"), PersonId(new_id()), now)
    return _office(installation, keys, tenant, now)


def reopen_office() -> Office:
    """Return the practice that another process has set up in this installation."""
    installation = runtime.read(runtime.default_data())
    keys = Keys.unlock(RootKey.load(installation.root_key_file))
    return _office(installation, keys, tenant_ids()[0], Clock().now())


def _office(installation: Installation, keys: Keys, tenant: TenantId, now: Millis) -> Office:
    desk, place = ingest_desk(installation, keys), retention_place(installation)
    return Office(tenant, keys, desk, place, installation.data, installation.log, now)


def _tenant(now: Millis) -> TenantId:
    tenant, name = TenantId(new_id()), "Praxis Beispiel"
    create_tenant(
        Controller(tenant, name, name, "Beispielweg 1", "Europe/Berlin", "de", "P", name, name, "example"),
        now,
    )
    return tenant
