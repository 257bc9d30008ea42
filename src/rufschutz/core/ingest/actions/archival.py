"""Journals into archives: open, re-seal under a key voice never knew, read back, then destroy.

The order is what a crash may rely on: the archive's name is in the row before a byte
of it is written; wraps and row commit after it was read back; the journal dies last.
A key that was lost on the way takes its blob with it, and the work starts anew from
the journal. The key is wrapped once for each purpose that a standing consent of the call
permits; what nobody consented to is sealed the same way, and to nobody. What is erased
while it is being archived leaves no archive: the row is asked again at the end.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.errors import CoreError
from rufschutz.core.holds.locks import held, restricted
from rufschutz.core.ingest.actions.logged import ACTOR
from rufschutz.core.ingest.counts import COUNTS
from rufschutz.core.keys.actions import open_epoch, wrap_data_key
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.actions.integrity import context_of, digest_of
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.recordings.queries import Gap
from rufschutz.domain.access.table import CLAIMS
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, PurposeId, TenantId
from rufschutz.vault.errors import VaultError
from rufschutz.vault.keystore.wraps import new_key
from rufschutz.vault.open.archive import ArchiveReader, write_archive
from rufschutz.vault.open.journal import (
    JournalState,
    OpenedJournal,
    Sound,
    read_journal,
    wrap_epoch,
)
from rufschutz.vault.seal.journal import destroy_journal, journal_path, wrap_path

if TYPE_CHECKING:
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.moments import Millis

log = logging.getLogger(__name__)


class ArchiveDiffers(VaultError):  # noqa: N818 - named for what was found
    """An archive that does not give back what was written into it."""

    advice = "The journal is kept and archived again. If it happens again, check the disk."


class NoLongerKept(CoreError):  # noqa: N818 - named for what was found
    """The recording was erased while it was being archived."""

    advice = "Nothing has to be done: no archive was made, and the journal is destroyed."


def archive_ended(tenant: TenantId, desk: Desk, now: Millis) -> int:
    """Archive every kept recording of the tenant's ended calls; return how many.

    One that cannot be archived keeps no other from it: its journal waits. Raises the first
    such failure (the disk's own, or the vault's) once all were tried.
    """
    done, failures = 0, list[OSError | VaultError]()
    with tenant_scope(tenant):
        ended = Exists(Call.objects.filter(id=OuterRef("call"), ended_at__isnull=False))
        waiting = list(Recording.objects.filter(ended, state=State.KEPT).order_by("started_at"))
        for row in waiting:
            try:
                done += _archive(row, desk, now)
            except (OSError, VaultError) as error:
                failures.append(error)
    if failures:
        raise failures[0]
    return done


def destroy_leftovers(tenant: TenantId, desk: Desk) -> int:
    """Destroy journals whose recording is archived or gone already; return how many."""
    settled = (State.ARCHIVED, State.QUARANTINED, State.DESTROYED_BEFORE_STORAGE, State.ERASED)
    names = {path.stem for path in (*desk.journals.glob("*.journal"), *desk.journals.glob("*.wrap"))}
    with tenant_scope(tenant):
        done = list(Recording.objects.filter(id__in=names, state__in=settled).values_list("id", flat=True))
    for name in done:
        destroy_journal(desk.journals, ArtefactId(name))
    return len(done)


def _archive(row: Recording, desk: Desk, now: Millis) -> int:
    try:
        opened = _open_journal(row, desk)
    except (VaultError, KeyGoneError) as error:
        return _damaged(row, str(error), now)
    if not _belongs(opened, row):
        return _damaged(row, "the journal's head names another call, purpose or consent", now)
    archived = _stored(row, opened, desk, now)
    destroy_journal(desk.journals, ArtefactId(row.id))
    return archived


def _stored(row: Recording, opened: OpenedJournal, desk: Desk, now: Millis) -> int:
    try:
        store(row, opened.sound(), _content(row, opened), desk, now)
    except NoLongerKept:
        log.info("a recording was erased while it was being archived; no archive was made")
        return 0
    COUNTS.archived += 1
    return 1


def store(row: Recording, sound: bytes, content: recordings.Content, desk: Desk, now: Millis) -> None:
    """Seal sound under a new key into the archive, read it back, write wraps and row.

    In the tenant's scope. Raises `ArchiveDiffers`, before anything is committed, where the
    disk gives back something else, and `NoLongerKept`, with no blob left, where it was erased.
    """
    blob = _name_blob(row, desk)
    key = new_key()
    _write(sound, row, blob, key, desk)
    content = replace(content, digest=digest_of(desk.blobs, blob), looked_at=now)
    try:
        _commit(row, blob, content, key, desk, now)
    except NoLongerKept:
        desk.blobs.delete(blob)
        raise


def _open_journal(row: Recording, desk: Desk) -> OpenedJournal:
    artefact = ArtefactId(row.id)
    wrap = wrap_path(desk.journals, artefact)
    private = open_epoch(desk.keys, wrap_epoch(wrap))
    return read_journal(journal_path(desk.journals, artefact), wrap, private)


def _belongs(opened: OpenedJournal, row: Recording) -> bool:
    head = opened.head
    said = (head.tenant, head.call, head.artefact, head.purpose, head.consent)
    return said == (row.tenant_id, row.call, row.id, row.purpose, row.consent)


def _name_blob(row: Recording, desk: Desk) -> BlobId:
    """Return a name for the archive, in the row already; what a killed run left under the old one goes."""
    if row.blob:
        desk.blobs.delete(BlobId(row.blob))
    blob = BlobId(new_id())
    if not recordings.name_blob(ArtefactId(row.id), blob):
        raise NoLongerKept("the recording was erased before it was archived")
    return blob


def _write(sound: bytes, row: Recording, blob: BlobId, key: bytes, desk: Desk) -> None:
    context = context_of(row, blob)
    with desk.blobs.put(blob) as target:
        write_archive(target, [sound], key, context)
    with desk.blobs.open(blob) as source:
        digest = hashlib.sha256()
        for chunk in ArchiveReader(source, key, context).chunks():
            digest.update(chunk)
    if digest.digest() != hashlib.sha256(sound).digest():
        raise ArchiveDiffers(f"the archive of artefact {row.id} does not give back its sound")


def _content(row: Recording, opened: OpenedJournal) -> recordings.Content:
    return recordings.Content(
        codec=opened.head.codec,
        rate=opened.head.rate,
        length=opened.length_ms,
        size=len(opened.sound()),
        gaps=_gaps(opened),
        cut_short=row.cut_short or opened.state is JournalState.CUT_SHORT,
    )


def _commit(
    row: Recording, blob: BlobId, content: recordings.Content, key: bytes, desk: Desk, now: Millis
) -> None:
    tenant, artefact = TenantId(row.tenant_id), ArtefactId(row.id)
    with transaction.atomic():
        if not recordings.hold_kept(artefact, blob):
            raise NoLongerKept("the recording was erased while it was being archived")
        for purpose in _purposes(row, desk, now):
            wrap_data_key(desk.keys, tenant, row.call, purpose, artefact, key, now)
        recordings.archive(artefact, content)
        broken = content.cut_short
        event = AuditEvent.CALL_RECORDING_CUT_SHORT if broken else AuditEvent.CALL_RECORDING_STORED
        _log(row, event, now, Detail("length", content.length))
        _log(row, AuditEvent.JOURNAL_ARCHIVED, now)


def _purposes(row: Recording, desk: Desk, now: Millis) -> tuple[PurposeId, ...]:
    """Return for what the locked recording may be opened; what nothing permits any more is locked away.

    A hold on its call adds legal claims, a restriction leaves nothing else.
    """
    artefact, call = ArtefactId(row.id), CallId(row.call)
    if row.kind == recordings.QUARANTINE:
        return ()
    found = recordings.standing_uses(artefact, now)
    if restricted([call]):
        return (CLAIMS,)
    if held([call]):
        return (*found, CLAIMS)
    if not found:
        recordings.lock_away([artefact], desk.rules(TenantId(row.tenant_id)), now)
        _log(row, AuditEvent.CALL_RECORDING_QUARANTINED, now, Detail("artefact", artefact))
    return found


def _gaps(opened: OpenedJournal) -> tuple[Gap, ...]:
    gaps, heard = [], 0
    for part in opened.parts:
        if isinstance(part, Sound):
            heard += len(part.data)
        else:
            gaps.append(Gap(heard * 1000 // opened.head.rate, part.ms, part.reason))
    return tuple(gaps)


def _damaged(row: Recording, fault: str, now: Millis) -> int:
    with transaction.atomic():
        if recordings.damage(ArtefactId(row.id), fault):
            log.error("a journal cannot be read; its recording is marked as damaged")
            _log(row, AuditEvent.JOURNAL_DAMAGED, now)
    return 0


def _log(row: Recording, event: AuditEvent, now: Millis, *details: Detail) -> None:
    record(Entry(event, TenantId(row.tenant_id), now, ACTOR, row.id, details), CallId(row.call))
