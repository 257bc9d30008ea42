"""What a controller gets back: its tables with what lies sealed in them opened, its consents, its sound.

Decides nothing about who may have it; whoever calls this holds the controller's scope and was allowed.
Each part comes in pieces, whatever its length.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Final

from django.apps import apps

from rufschutz.core import numbers
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.audit.queries import checkpoint_text, payload_of
from rufschutz.core.base import TenantRow
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.export import Form, ledger_of
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.actions import data_key
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.notes import _opened as note_of
from rufschutz.core.matters.reasons import _opened as reason_of
from rufschutz.core.recordings.actions.integrity import context_of
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, FactId, PurposeId
from rufschutz.vault.open.archive import ArchiveReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.blobs import BlobDirectory

LEFT_OUT: Final = frozenset({"vault", "backup"})
"""Apps whose rows are no part of what a controller gets back: keys, and marks for restores."""


CHECKPOINT: Final = "checkpoint.txt"
"""The log's newest checkpoint, for `verify.py` and `rufschutz verify --since`."""


def texts(tenant: TenantId, keys: Keys, now: Millis) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield name and pieces: each table as JSON lines, the consents as JSON-LD and CSV, `CHECKPOINT`."""
    for model in apps.get_models():
        if issubclass(model, TenantRow) and model._meta.app_label not in LEFT_OUT:  # noqa: SLF001 - documented
            yield f"{model._meta.label_lower}.jsonl", _lines(model, tenant, keys)  # noqa: SLF001
    for form in Form:
        yield f"consents.{form.value}", (text.encode() for text in ledger_of(tenant, form, now))
    yield CHECKPOINT, (text.encode() for text in (checkpoint_text(tenant),))


def sounds(tenant: TenantId, keys: Keys, blobs: BlobDirectory) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield name and pieces of each recording that something opens still."""
    for row in Recording.objects.filter(state=State.ARCHIVED).order_by("id").iterator(chunk_size=500):
        wrap = VaultWrap.objects.filter(artefact=row.id).order_by("id").first()
        if wrap is not None:
            yield sound_name(row), _sound(row, PurposeId(wrap.purpose), tenant, keys, blobs)


def sound_name(row: Recording) -> str:
    """Return the file name of a recording's sound."""
    return f"{row.id}.{row.codec}"


def _sound(
    row: Recording, purpose: PurposeId, tenant: TenantId, keys: Keys, blobs: BlobDirectory
) -> Iterator[bytes]:
    key = data_key(keys, tenant, row.call, purpose, ArtefactId(row.id))
    with blobs.open(BlobId(row.blob)) as source:
        yield from ArchiveReader(source, key, context_of(row, BlobId(row.blob))).chunks()


def _lines(model: type[TenantRow], tenant: TenantId, keys: Keys) -> Iterator[bytes]:
    for row in model.objects.order_by("pk").iterator(chunk_size=500):
        yield json.dumps(_plain(row, tenant, keys), sort_keys=True, default=str).encode() + b"\n"


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
