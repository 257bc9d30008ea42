"""Certificates and proofs, derived on demand: payload, salt, path and signed checkpoint.

Nothing is stored for them: they follow from the log, and `rufschutz verify` checks
them without this installation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.audit.actions.mending import from_rows
from rufschutz.core.audit.models import Checkpoint, LogEntry
from rufschutz.core.audit.queries import payload_of
from rufschutz.core.audit.tiles import LogFilesDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.certificate import LogProof, proof_of_entry, proof_of_growth
from rufschutz.domain.audit.certificate import certificate as derive
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.merkle import consistency_proof, inclusion_proof
from rufschutz.domain.audit.tiles import TileError, tile_nodes
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.audit.merkle import Nodes
    from rufschutz.domain.ids import ArtefactId, PurposeId
    from rufschutz.domain.moments import Millis


class NotYetProvenError(CoreError):
    """No erasure of this artefact stands in the log under a checkpoint."""

    advice = "An erasure is in the log within seconds. If it stays away, see `rufschutz check`."


class PayloadGoneError(CoreError):
    """The entry stands in the log, but what it said was erased by its own rule."""

    advice = "A certificate saved while the payload existed stays valid."


def certificate(
    actor: Actor, purpose: PurposeId, artefact: ArtefactId, keys: Keys, log: Path, now: Millis
) -> bytes:
    """Return the certificate for someone who may read it; raise `AccessDenied` or as `certificate_of`."""
    access.require(actor, Action.READ_CERTIFICATE, purpose, now)
    return certificate_of(actor.tenant, artefact, keys, log)


def certificate_of(tenant: TenantId, artefact: ArtefactId, keys: Keys, log: Path) -> bytes:
    """Return the certificate of an artefact's last erasure, canonical JSON.

    ``log`` is the directory of all logs. Raises `NotYetProvenError` and `PayloadGoneError`.
    """
    with tenant_scope(tenant):
        erased = LogEntry.objects.filter(subject=artefact, event=AuditEvent.ARTEFACT_ERASED)
        row = erased.order_by("-index").first()
        head = Checkpoint.objects.order_by("-size").first()
    if row is None or head is None:
        raise NotYetProvenError("the log holds no erasure of this artefact")
    if row.payload is None or row.salt is None:
        raise PayloadGoneError("the log's entry about this artefact was redacted")
    return derive(_proven(row, head.size, head.text, keys, log))


def proof_by_shell(tenant: TenantId, index: int, keys: Keys, log: Path, now: Millis) -> bytes:
    """Return the proof of an entry to whoever has the root key, and log that it was taken out."""
    data = proof_of(tenant, index, keys, log)
    with tenant_scope(tenant), transaction.atomic():
        record(Entry(AuditEvent.PROOF_EXPORTED, tenant, now, "shell", tenant, (Detail("index", index),)))
    return data


def proof(actor: Actor, purpose: PurposeId, index: int, keys: Keys, log: Path, now: Millis) -> bytes:
    """Return the proof of an entry for someone who may see the log; raise `AccessDenied` or as `proof_of`."""
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    return proof_of(actor.tenant, index, keys, log)


def proof_of(tenant: TenantId, index: int, keys: Keys, log: Path) -> bytes:
    """Return payload, salt, path and checkpoint of one entry, canonical JSON.

    Raises `NotYetProvenError` and `PayloadGoneError`.
    """
    with tenant_scope(tenant):
        row = LogEntry.objects.filter(index=index).first()
        head = Checkpoint.objects.order_by("-size").first()
    if row is None or head is None:
        raise NotYetProvenError(f"the log holds no entry {index}")
    if row.payload is None or row.salt is None:
        raise PayloadGoneError(f"what entry {index} said was erased")
    return proof_of_entry(_proven(row, head.size, head.text, keys, log))


def growth(actor: Actor, purpose: PurposeId, old: int, log: Path, now: Millis) -> bytes:
    """Return the proof that the newest checkpoint continues the one of ``old`` entries, canonical JSON.

    For someone who may see the log: raises `AccessDenied`, or as `growth_of`.
    """
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    return growth_of(actor.tenant, old, log)


def growth_of(tenant: TenantId, old: int, log: Path) -> bytes:
    """Return the same without asking for access; raise `NotYetProvenError` where none has that size."""
    with tenant_scope(tenant):
        head = Checkpoint.objects.order_by("-size").first()
        first = Checkpoint.objects.filter(size=old).first()
    if head is None or first is None:
        raise NotYetProvenError(
            f"no checkpoint of {old} entries was signed, or it went with its year",
            advice="Name the size that stands in the second line of the checkpoint you keep.",
        )
    path = _steps(tenant, log, head.size, lambda nodes: consistency_proof(old, head.size, nodes))
    return proof_of_growth(first.text, head.text, path)


def _proven(row: LogEntry, size: int, note: str, keys: Keys, log: Path) -> LogProof:
    return LogProof(
        index=row.index,
        leaf=bytes(row.leaf),
        salt=bytes(row.salt or b""),
        payload=payload_of(row, keys),
        path=_path(TenantId(row.tenant_id), row.index, size, log),
        checkpoint=note,
    )


def _path(tenant: TenantId, index: int, size: int, log: Path) -> tuple[bytes, ...]:
    return _steps(tenant, log, size, lambda nodes: inclusion_proof(index, size, nodes))


def _steps(
    tenant: TenantId, log: Path, size: int, prove: Callable[[Nodes], tuple[bytes, ...]]
) -> tuple[bytes, ...]:
    """Return what is proven from the files; from the rows where a file is cut or missing, which stays so."""
    try:
        return prove(TileStore(log / tenant).nodes(size))
    except (LogFilesDiffer, TileError):
        with tenant_scope(tenant):
            return prove(tile_nodes(from_rows(size).read, size))
