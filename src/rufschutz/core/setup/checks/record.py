"""The record: that its database answers, has today's tables, and lies where a database may lie."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import Error as DjangoDatabaseError
from django.db import connection

from rufschutz.core.setup.checks.finding import error, note, warning
from rufschutz.core.setup.checks.network import everyone
from rufschutz.core.setup.schema import SchemaError, require_fit
from rufschutz.core.tenants.queries import controller, lines, tenant_ids
from rufschutz.domain.dictation import sounds_spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.core.setup.checks.machine import Machine
    from rufschutz.domain.ids import TenantId

NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs"}
)
"""Where SQLite's locks and its shared memory do not hold (sqlite.org/wal.html)."""


def unusable(installation: Installation, machine: Machine) -> Iterator[Finding]:
    """Yield why the record cannot be asked, or should not lie where it lies; nothing where it can."""
    if not installation.database and machine.filesystem in NETWORKED:
        what = f"the SQLite database lies on {machine.filesystem}, where its locks do not hold"
        yield error("database_network", what, "Move the data to a local disk, or use PostgreSQL.")
    try:
        connection.ensure_connection()
        require_fit()
    except DjangoDatabaseError as fault:
        what = f"the database does not answer: {str(fault).strip()}"
        yield error("database", what, "Start it; see database in rufschutz.toml. Facts wait in the spool.")
    except SchemaError as fault:
        yield error("database_schema", str(fault), fault.advice)


def findings(installation: Installation) -> Iterator[Finding]:
    """Yield what is wrong with what was set up: controllers, zones, lines, contacts."""
    tenants = tenant_ids()
    if not installation.database and len(tenants) > 1:
        what = "more than one controller shares one SQLite file, where only one wall stands between them"
        yield error("controllers", what, "Use PostgreSQL, or an installation for each.")
    if installation.demo:
        what = "this directory is marked demo: its clock may be shifted and its second factor is known"
        yield note("demo", what, "Set up a real one: rufschutz init")
    for tenant in tenants:
        yield from _controller(tenant)
        yield from _lines(tenant)


def _controller(tenant: TenantId) -> Iterator[Finding]:
    found = controller(tenant)
    try:
        ZoneInfo(found.zone)
    except (ZoneInfoNotFoundError, ValueError):
        what = f"there are no data of the time zone {found.zone}: no day could be promised"
        yield error("time_zone", what, "Install them: apt install tzdata, or make setup once more.")
    if not found.dpo_contact.strip():
        what = f"nothing says how the data protection officer of {found.short_name} is reached"
        yield warning("dpo_contact", what, "Callers have to be told (Art. 13(1)(b) GDPR). Set it up anew.")
    for shown in (found.postal, found.officer):
        if sounds_spoken(shown):
            what = f"pages and paper of {found.short_name} show {shown!r}, as it is spoken"
            yield warning(
                "written", what, "Say it in writing: rufschutz lines written LINE --address … --dpo …"
            )


def _lines(tenant: TenantId) -> Iterator[Finding]:
    for line in lines(tenant):
        if line.active and any(everyone(peer) for peer in line.allowed_peers):
            what = f"line {line.user_part} answers every address there is"
            yield error("peers", what, "Name the PBX or the carrier's network as the peer, nobody else.")
