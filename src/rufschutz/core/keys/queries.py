"""What may be shown of keys: public parts and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import KeyEpoch, RootCheck, SigningKey, VaultWrap
from rufschutz.domain.audit.checkpoint import VerifierKey
from rufschutz.domain.ids import ArtefactId, EpochId, KeyId, PurposeId, TenantId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from rufschutz.vault.keystore.root import RootKey


@dataclass(frozen=True, slots=True)
class EpochState:
    """An ingest epoch as a list shows it; ``destroyed_at`` is None while it can still be opened."""

    id: EpochId
    tenant: TenantId | None
    day: dt.date
    destroyed_at: Millis | None


EPOCH_LEEWAY: Final = 3 * DAY
"""How long (ms) after its successor was made an epoch is there at most: a day's grace, the daily round that
destroys it, and a day in which the worker may have been down."""


@dataclass(frozen=True, slots=True)
class LateEpoch:
    """An epoch that is there still; ``due_at``: since when it should not be."""

    id: EpochId
    day: dt.date
    due_at: Millis


@dataclass(frozen=True, slots=True)
class WrapState:
    """A data key's wrap: its own id, the purpose it serves, and the purpose key it lies under."""

    id: KeyId
    purpose: PurposeId
    parent: KeyId


def wraps_of(tenant: TenantId, artefacts: Collection[ArtefactId]) -> dict[ArtefactId, tuple[WrapState, ...]]:
    """Return the wraps that still open each artefact; one without any is not in the answer."""
    found: dict[ArtefactId, tuple[WrapState, ...]] = {}
    with tenant_scope(tenant):
        for row in VaultWrap.objects.filter(artefact__in=artefacts).order_by("id"):
            wrap = WrapState(KeyId(row.id), PurposeId(row.purpose), KeyId(row.parent))
            artefact = ArtefactId(row.artefact)
            found[artefact] = (*found.get(artefact, ()), wrap)
    return found


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


def overdue_epochs(now: Millis) -> tuple[LateEpoch, ...]:
    """Return the ingest epochs whose private part should be destroyed and is not, whatever the reason."""
    late, newest = list[LateEpoch](), dict[str, int]()
    for row in KeyEpoch.objects.order_by("-day"):
        successor = newest.get(row.tenant_id)
        newest[row.tenant_id] = row.created_at
        if row.wrapped is not None and successor is not None and now > successor + EPOCH_LEEWAY:
            late.append(LateEpoch(EpochId(row.id), row.day, Millis(successor + EPOCH_LEEWAY)))
    return tuple(late)


def root_of_today(known: RootKey) -> RootKey:
    """Return the installation's root key: ``known``, or what took its place in its file since.

    Raises `RootKeyWrong`, and what loading the file raises.
    """
    return known.fitting(RootCheck.objects.get().check_value)


def public_key(name: str) -> bytes:
    """Return a signing key's public part (32 bytes); raise `KeyGoneError`."""
    row = SigningKey.objects.filter(name=name).first()
    if row is None:
        raise KeyGoneError(f"there is no signing key {name}")
    return bytes.fromhex(row.public)


def log_key(tenant: TenantId | str) -> VerifierKey:
    """Return the public key of a tenant's log, as a stranger needs it; raise `KeyGoneError`."""
    return VerifierKey(f"rufschutz/{tenant}", public_key(log_key_name(tenant)))


def log_key_name(tenant: TenantId | str) -> str:
    """Return the name of the key that signs a tenant's log."""
    return f"log/{tenant}"
