"""The measured process of `rufschutz.bench.rotation`: a tenant's key is replaced over the keys of many calls.

The keys of subjects are made here, each wrapped for its own place, and stored by the database in one go.
A process beside this one goes on serving (`rufschutz.bench.beside`). Needs a Django that is set up for an
empty installation.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from rufschutz.bench import copying
from rufschutz.bench.effort import effort
from rufschutz.bench.office import open_office
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Level, rotate
from rufschutz.vault.keystore import contexts
from rufschutz.vault.keystore.wraps import new_key, wrap

if TYPE_CHECKING:
    from rufschutz.bench.office import Office

CHUNK: Final = 10_000
COLUMNS: Final = "id, tenant_id, level, parent, subject, purpose, wrapped, created_at"

_LITE: Final = f"INSERT INTO vault_vaultkey ({COLUMNS}) VALUES (%s, %s, 'subject', %s, %s, '', %s, %s)"  # noqa: S608
_POSTGRESQL: Final = f"""
    INSERT INTO vault_vaultkey ({COLUMNS})
    SELECT made.id, %s, 'subject', %s, made.subject, '', made.wrapped, %s
    FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS made (id, subject, wrapped)
"""  # noqa: S608 - names of this module
_BESIDE: Final = "import django; django.setup(); from rufschutz.bench.beside import main; main()"


def main() -> None:
    """Measure with as many keys as the first argument says; print the result as one line of JSON."""
    office, count = open_office(), int(sys.argv[1])
    with copying.much():
        for first in range(0, count, CHUNK):
            _fill(office, first, min(count, first + CHUNK))
    copying.count_anew()
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", _BESIDE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as neighbour:
        _wait(neighbour)
        with effort() as spent:
            done = rotate(office.keys, office.tenant, Level.TENANT, "bench", office.now)
        served = json.loads(neighbour.communicate("")[0].splitlines()[-1])
    told = {"moved": done.moved, "destroyed": done.destroyed, "seconds": spent.seconds, "cpu": spent.cpu}
    print(json.dumps(told | served))  # noqa: T201 - the answer to the measuring process


def _wait(neighbour: subprocess.Popen[str]) -> None:
    """Wait until the neighbour has served for the first time."""
    if neighbour.stdout is None or not neighbour.stdout.readline():
        raise RuntimeError("the neighbour does not serve")


def _fill(office: Office, first: int, last: int) -> None:
    """Store the keys of the subjects with these numbers under the tenant's key."""
    tenant, keys, now = office.tenant, office.keys, office.now
    with tenant_scope(tenant), transaction.atomic(), connection.cursor() as cursor:
        parent = keys.current(tenant, Level.TENANT)
        subjects = [copying.name_of("subject", number) for number in range(first, last)]
        names = [copying.name_of("key", number) for number in range(first, last)]
        wraps = [wrap(parent.key, new_key(), contexts.subject_context(tenant, each)) for each in subjects]
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL, [tenant, parent.id, now, names, subjects, wraps])
            return
        rows = zip(names, subjects, wraps, strict=True)
        cursor.executemany(_LITE, [(name, tenant, parent.id, call, key, now) for name, call, key in rows])
