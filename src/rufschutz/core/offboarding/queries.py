"""How far an offboarding is, and the certificate that it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Mapping

RETURN_WAITS = 30 * DAY
"""Who does not confirm the receipt within this time (ms) has had the package long enough."""


@dataclass(frozen=True, slots=True)
class Progress:
    """An offboarding as people see it; moments in ms UTC.

    ``goes_on_at``: when it goes on without a receipt; ``certificate``: canonical JSON, '' until the end.
    """

    tenant: TenantId
    state: State
    begun_at: Millis
    manifest: str
    goes_on_at: Millis | None
    counts: Mapping[str, int]
    finished_at: Millis | None
    certificate: str
    log_key: str


def progress() -> tuple[Progress, ...]:
    """Return every offboarding of the installation, newest first."""
    return tuple(_progress(row) for row in Offboarding.objects.order_by("-begun_at"))


def offboarding_of(tenant: TenantId) -> Progress | None:
    """Return a controller's offboarding; None where none was begun."""
    row = Offboarding.objects.filter(tenant_id=tenant).first()
    return None if row is None else _progress(row)


def _progress(row: Offboarding) -> Progress:
    waits = row.state == State.EXPORTED and row.exported_at is not None
    return Progress(
        TenantId(row.tenant_id),
        State(row.state),
        Millis(row.begun_at),
        row.manifest,
        Millis((row.exported_at or 0) + RETURN_WAITS) if waits else None,
        row.counts,
        None if row.finished_at is None else Millis(row.finished_at),
        row.certificate,
        row.log_key,
    )
