"""Artefacts that died before they were stored: voice destroyed them, or ingest after a crash.

Every artefact ever begun has either a living row or an erasure; this is where those
of a withdrawal in mid-call, of an empty message and of a failed recorder come from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.statement import statement_of
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.retention.erasure import ErasureState

if TYPE_CHECKING:
    from rufschutz.domain.call.facts import RecordingGone


def destroyed_unstored(fact: RecordingGone, actor: str) -> None:
    """Write the erasure of an artefact that never reached the archive, within the caller's transaction.

    ``actor``: the process that destroyed its journal.
    """
    known = Recording.objects.filter(id=fact.artefact).first()
    if known is None or Erasure.objects.filter(artefact=fact.artefact).exists():
        return
    row = Erasure(
        id=new_id(),
        tenant_id=fact.head.tenant,
        artefact=fact.artefact,
        call=fact.head.call,
        kind=known.kind,
        rule=known.rule,
        state=ErasureState.LOGGED,
        because=Cause.VOICE_BEFORE_STORAGE,
        before_storage=True,
        due_at=fact.head.at,
        destroyed_at=fact.head.at,
        verified_at=fact.head.at,
        clock=Clock.REAL,
    )
    row.save(force_insert=True)
    record(replace(statement_of(row), actor=actor).entry(), fact.head.call)
