"""Journals of which no fact tells, because the process died between the two.

The journal's own head names call, purpose and consent. Where that consent stands, what
was said under it is taken into the record like any other; where it does not, the row
is quarantined from its first second. A key without a journal opens nothing and goes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.ingest.actions.apply import Place, apply
from rufschutz.core.ingest.actions.logged import ACTOR
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.call.facts import Head, RecordingStarted
from rufschutz.domain.ids import ArtefactId, CallId, FactId, LineId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.journal import read_head
from rufschutz.vault.seal.journal import destroy_journal, journal_path

if TYPE_CHECKING:
    from rufschutz.core.calls.models import Call
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.vault.seal.journal import JournalHead

BEFORE_THE_END = 1_999_999_998
"""The position of what is added here: before the end that `crash` writes, behind every line of a file."""

KEY_ALONE = 60_000
"""A wrap stands without its journal for milliseconds only; after this (ms) nobody will write one."""


def adopt(row: Call, desk: Desk, now: Millis) -> int:
    """Tell the record of a dead call's journals that no fact told of; return how many.

    Within the caller's transaction and the tenant's scope.
    """
    found = [head for head in _unknown(desk) if (head.tenant, head.call) == (row.tenant_id, row.id)]
    for head in found:
        apply(_started(head, row), Place(ACTOR, 0, BEFORE_THE_END), desk, now)
    return len(found)


def drop_keys_alone(desk: Desk, now: Millis) -> int:
    """Destroy wraps that have no journal and will get none; return how many."""
    alone = [
        path
        for path in desk.journals.glob("*.wrap")
        if not journal_path(desk.journals, ArtefactId(path.stem)).exists()
        and now - path.stat().st_mtime_ns // 1_000_000 > KEY_ALONE
    ]
    for path in alone:
        destroy_journal(desk.journals, ArtefactId(path.stem))
    return len(alone)


def _unknown(desk: Desk) -> list[JournalHead]:
    paths = {path.stem: path for path in desk.journals.glob("*.journal")}
    known = set(Recording.objects.filter(id__in=paths).values_list("id", flat=True))
    heads = []
    for name in sorted(paths.keys() - known):
        try:
            heads.append(read_head(paths[name]))
        except (VaultError, FileNotFoundError):
            continue
    return heads


def _started(head: JournalHead, row: Call) -> RecordingStarted:
    """Return the fact that should have told of the journal, as of the moment of its consent."""
    consent = ConsentEvent.objects.filter(id=head.consent, call=row.id).first()
    at = Millis(row.started_at if consent is None else consent.at)
    name = hashlib.sha256(f"told by its journal: {head.artefact}".encode()).hexdigest()[:32]
    told = Head(FactId(name), TenantId(row.tenant_id), LineId(row.line), CallId(row.id), at)
    return RecordingStarted(told, head.artefact, head.purpose, head.consent, number=None)
