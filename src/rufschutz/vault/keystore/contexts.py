"""What each wrap is bound to: a key of one place cannot be moved to another.

root → tenant → subject → purpose → data key; beside them, under the tenant, the evidence
and look-up keys, and the keys of ingest epochs. A context is the list of names on the way
down, each with its length, so that no two lists give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.ids import ArtefactId, BlobId, CallId, EpochId, PurposeId, TenantId


def tenant_context(tenant: TenantId) -> bytes:
    """Return the context of a tenant's key, wrapped under the root key."""
    return _context("tenant", tenant)


def evidence_context(tenant: TenantId) -> bytes:
    """Return the context of the key over consent evidence, suppression list and audit payloads."""
    return _context("evidence", tenant)


def lookup_context(tenant: TenantId) -> bytes:
    """Return the context of the secret from which look-up indexes are derived."""
    return _context("lookup", tenant)


def signing_context(name: str) -> bytes:
    """Return the context of a signing key, such as ``plan`` or ``log/<tenant>``."""
    return _context("signing", name)


def epoch_context(tenant: TenantId | str, epoch: EpochId) -> bytes:
    """Return the context of an ingest epoch's private key; ``tenant`` is '' for spool epochs."""
    return _context("epoch", tenant, epoch)


def subject_context(tenant: TenantId, subject: str) -> bytes:
    """Return the context of a subject's key: a subject starts as one call."""
    return _context("subject", tenant, subject)


def purpose_context(tenant: TenantId, subject: str, purpose: PurposeId) -> bytes:
    """Return the context of the key over what one purpose may open of one subject."""
    return _context("purpose", tenant, subject, purpose)


def data_key_context(tenant: TenantId, subject: str, purpose: PurposeId, artefact: ArtefactId) -> bytes:
    """Return the context of an artefact's data key, wrapped for one purpose."""
    return _context("data", tenant, subject, purpose, artefact)


def archive_context(
    tenant: TenantId, subject: str, call: CallId, artefact: ArtefactId, blob: BlobId
) -> bytes:
    """Return the context under which an artefact's archive is sealed (not a wrap)."""
    return _context("archive", tenant, subject, call, artefact, blob)


def _context(*names: str) -> bytes:
    parts = [name.encode() for name in ("rufschutz key context/1", *names)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
