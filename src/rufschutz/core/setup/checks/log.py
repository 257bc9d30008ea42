"""The audit log: that its files are whole, say what the rows say, and keep up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.audit.queries import checkpoint, waiting_since
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import log_key
from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.verify import verify_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

BEHIND = 60 * 60 * 1000
"""An entry that waits longer than this (ms) for its place in the log is a warning."""


def findings(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Yield what is wrong with each controller's log."""
    for tenant in tenant_ids():
        since = waiting_since(tenant)
        if since is not None and now - since > BEHIND:
            what = f"entries wait since {(now - since) // 60_000} minutes for their place in the log"
            yield warning("log_behind", what, "Start the worker: rufschutz serve worker")
        yield from _files(installation, tenant)


def _files(installation: Installation, tenant: TenantId) -> Iterator[Finding]:
    newest = checkpoint(tenant)
    if newest is None:
        return
    directory = installation.log / tenant
    advice = (
        f"Keep a copy of {directory} and report an incident; compare it with a checkpoint held elsewhere."
    )
    try:
        key = str(log_key(tenant))
        faults = verify_log(lambda path: (directory / path).read_bytes(), key, [newest.text])
    except (OSError, KeyGoneError) as fault:
        faults = [str(fault)]
    if faults:
        yield error("log", f"the log of {tenant} does not hold: {faults[0]}", advice)
