"""How far an offboarding is, and the certificate that it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.models import Hold
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.domain.hold.hold import LOCKING
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["RETURN_WAITS", "Progress", "State", "by_id", "gone", "offboarding_of", "progress"]

RETURN_WAITS = 30 * DAY
"""Who does not confirm the receipt within this time (ms) has had the package long enough."""


@dataclass(frozen=True, slots=True)
class Progress:
    """An offboarding as people see it; moments in ms UTC.

    ``held``: the receipt was given, and something that is held keeps all from being destroyed;
    ``packing``: the package is being written; ``handed_at``: when it was first taken along. ``goes_on_at``:
    when it goes on without a receipt; ``certificate``: canonical JSON, '' until the end.
    """

    id: str
    tenant: TenantId
    state: State
    begun_at: Millis
    manifest: str
    packing: bool
    exported_at: Millis | None
    handed_at: Millis | None
    returned_at: Millis | None
    goes_on_at: Millis | None
    counts: Mapping[str, int]
    finished_at: Millis | None
    certificate: str
    log_key: str
    held: bool = False


def progress() -> tuple[Progress, ...]:
    """Return every offboarding of the installation, newest first."""
    return tuple(_progress(row) for row in Offboarding.objects.order_by("-begun_at"))


def offboarding_of(tenant: TenantId) -> Progress | None:
    """Return a controller's offboarding; None where none was begun."""
    row = Offboarding.objects.filter(tenant_id=tenant).first()
    return None if row is None else _progress(row)


def gone(tenants: Iterable[TenantId]) -> frozenset[TenantId]:
    """Return those of whom nothing can be read any more: their keys are destroyed."""
    ended = [State.DESTROYED, State.DELETED, State.FINISHED]
    found = Offboarding.objects.filter(tenant_id__in=list(tenants), state__in=ended)
    return frozenset(TenantId(name) for name in found.values_list("tenant_id", flat=True))


def by_id(name: str) -> Progress | None:
    """Return the offboarding with an id, which is random and told to the owner alone; None for none."""
    row = Offboarding.objects.filter(id=name).first()
    return None if row is None else _progress(row)


def _progress(row: Offboarding) -> Progress:
    waits = row.state == State.EXPORTED and row.handed_at is not None
    return Progress(
        id=row.id,
        tenant=TenantId(row.tenant_id),
        state=State(row.state),
        begun_at=Millis(row.begun_at),
        manifest=row.manifest,
        packing=row.secret is not None,
        exported_at=_moment(row.exported_at),
        handed_at=_moment(row.handed_at),
        returned_at=_moment(row.returned_at),
        goes_on_at=Millis((row.handed_at or 0) + RETURN_WAITS) if waits else None,
        counts=row.counts,
        finished_at=_moment(row.finished_at),
        certificate=row.certificate,
        log_key=row.log_key,
        held=row.state == State.RETURNED and _held(TenantId(row.tenant_id)),
    )


def _held(tenant: TenantId) -> bool:
    with tenant_scope(tenant):
        return Hold.objects.filter(state__in=[state.value for state in LOCKING]).exists()


def _moment(at: int | None) -> Millis | None:
    return None if at is None else Millis(at)
