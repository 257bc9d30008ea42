"""What may be shown of keys: public parts and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import KeyEpoch, SigningKey
from rufschutz.domain.ids import EpochId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class EpochState:
    """An ingest epoch as a list shows it; ``destroyed_at`` is None while it can still be opened."""

    id: EpochId
    tenant: TenantId | None
    day: dt.date
    destroyed_at: Millis | None


def epochs() -> tuple[EpochState, ...]:
    """Return all ingest epochs, newest first."""
    return tuple(
        EpochState(
            EpochId(row.id),
            TenantId(row.tenant_id) if row.tenant_id else None,
            row.day,
            None if row.destroyed_at is None else Millis(row.destroyed_at),
        )
        for row in KeyEpoch.objects.order_by("-day", "tenant_id")
    )


def public_key(name: str) -> bytes:
    """Return a signing key's public part (32 bytes); raise `KeyGoneError`."""
    row = SigningKey.objects.filter(name=name).first()
    if row is None:
        raise KeyGoneError(f"there is no signing key {name}")
    return bytes.fromhex(row.public)
