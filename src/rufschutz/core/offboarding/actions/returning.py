"""Everything back to the controller: one directory, readable by machines, and the receipt for it.

Each table's rows as JSON lines, what lies sealed opened, recordings as sound, and a list of all files
with their hashes. It is written where the owner says and belongs to them from then on. Written anew
as often as it is asked for; the list's hash is what the receipt names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import models, transaction

from rufschutz.core import numbers
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.audit.queries import payload_of
from rufschutz.core.base import TenantRow, tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.actions import data_key
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.notes import _opened as note_of
from rufschutz.core.matters.reasons import _opened as reason_of
from rufschutz.core.offboarding.errors import OffboardingError, WrongReceiptError
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.recordings.actions.integrity import context_of
from rufschutz.core.recordings.models import Recording
from rufschutz.core.recordings.models import State as Sound
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, FactId, PurposeId, TenantId
from rufschutz.handover import durable
from rufschutz.vault.open.archive import ArchiveReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.blobs import BlobDirectory

MANIFEST: Final = "MANIFEST.json"
KEYS: Final = frozenset({"vault", "backup"})
"""Apps whose rows are no part of what a controller gets back: keys, and marks for restores."""


def hand_back(actor: Actor, keys: Keys, blobs: BlobDirectory, target: Path, now: Millis) -> str:
    """Write everything into the empty directory ``target`` and return the SHA-256 of its list (hex).

    Raises `OffboardingError` where none has begun or the directory holds something, `AccessDenied`,
    what opening a recording raises.
    """
    access.require(actor, Action.ASK_OFFBOARDING, SECURITY, now)
    row = _row(actor.tenant, State.BEGUN, State.EXPORTED)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise OffboardingError(
            f"{target} is not empty", advice="Name a directory that is, or is not there yet."
        )
    listed: dict[str, str] = {}
    with tenant_scope(actor.tenant):
        for name, data in (*_tables(actor.tenant, keys), *_sounds(actor.tenant, keys, blobs)):
            durable.replace(target / name, data)
            listed[name] = hashlib.sha256(data).hexdigest()
    data = json.dumps({"format": "rufschutz-offboarding/1", "files": listed}, sort_keys=True).encode()
    durable.replace(target / MANIFEST, data)
    found = hashlib.sha256(data).hexdigest()
    _written(row, found, len(listed), actor.person, now)
    return found


def confirm(actor: Actor, manifest: str, now: Millis) -> None:
    """Take the owner's receipt for the package with this hash; what follows cannot be undone.

    Raises `WrongReceiptError`, `OffboardingError` before the package was written, `AccessDenied`.
    """
    access.require(actor, Action.ASK_OFFBOARDING, SECURITY, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _row(actor.tenant, State.EXPORTED)
        if not hmac.compare_digest(row.manifest, manifest.strip().lower()):
            raise WrongReceiptError("this is not the hash of the package")
        row.state, row.returned_at, row.returned_by = State.RETURNED, now, actor.person
        row.save(update_fields=["state", "returned_at", "returned_by"])
        _tell(row, "returned", actor.person, now)


def _row(tenant: TenantId, *states: State) -> Offboarding:
    row = Offboarding.objects.filter(tenant_id=tenant, state__in=states).first()
    if row is None:
        raise OffboardingError("there is no offboarding here for which this is the next step")
    return row


def _written(row: Offboarding, manifest: str, files: int, person: str, now: Millis) -> None:
    with tenant_scope(row.tenant_id), transaction.atomic():
        Offboarding.objects.filter(id=row.id).update(state=State.EXPORTED, manifest=manifest, exported_at=now)
        _tell(row, "exported", person, now, Detail("manifest", manifest), Detail("files", files))


def _tell(row: Offboarding, step: str, person: str, now: Millis, *more: Detail) -> None:
    details = (Detail("step", step), *more)
    record(Entry(AuditEvent.OFFBOARDING_BEGUN, TenantId(row.tenant_id), now, person, row.id, details))


def _tables(tenant: TenantId, keys: Keys) -> Iterator[tuple[str, bytes]]:
    for model in apps.get_models():
        if issubclass(model, TenantRow) and model._meta.app_label not in KEYS:  # noqa: SLF001 - documented
            rows = model.objects.order_by("pk").iterator(chunk_size=500)
            lines = [json.dumps(_plain(row, tenant, keys), sort_keys=True, default=str) for row in rows]
            yield f"{model._meta.label_lower}.jsonl", "".join(f"{line}\n" for line in lines).encode()  # noqa: SLF001


def _plain(row: models.Model, tenant: TenantId, keys: Keys) -> dict[str, object]:
    """Return a row's columns; sealed ones in base64, with what they say beside them."""
    found: dict[str, object] = {}
    for field in row._meta.concrete_fields:  # noqa: SLF001 - documented
        value = getattr(row, field.attname)
        found[field.attname] = (
            base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value
        )
    match row:
        case Call() if row.number_sealed:
            found["opened"] = numbers.reveal(keys, tenant, CallId(row.id), bytes(row.number_sealed))
        case ConsentEvent():
            context = evidence_context(FactId(row.id))
            found["opened"] = keys.open_evidence(tenant, bytes(row.evidence), context).decode()
        case LogEntry() if row.payload is not None:
            found["opened"] = payload_of(row, keys).decode()
        case Matter():
            reason = reason_of(keys, row) if row.reason_sealed else None
            found["opened"] = [reason, *(note_of(keys, row) if row.note_sealed else ())]
        case _:
            pass
    return found


def _sounds(tenant: TenantId, keys: Keys, blobs: BlobDirectory) -> Iterator[tuple[str, bytes]]:
    for row in Recording.objects.filter(state=Sound.ARCHIVED).order_by("id"):
        wrap = VaultWrap.objects.filter(artefact=row.id).order_by("id").first()
        if wrap is None:
            continue
        key = data_key(keys, tenant, row.call, PurposeId(wrap.purpose), ArtefactId(row.id))
        with blobs.open(BlobId(row.blob)) as source:
            reader = ArchiveReader(source, key, context_of(row, BlobId(row.blob)))
            yield f"{row.id}.{row.codec}", reader.read(0, reader.length)
