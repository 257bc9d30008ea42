"""Handing out sound: to whom the rules allow it, counted, and recorded before the first byte.

The data key is fetched before streaming starts; where a wrap is gone there is no way
to hear the recording. Must never keep decrypted sound longer than a read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.leave import require_leave
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import data_key
from rufschutz.core.recordings.actions.integrity import context_of, look, note
from rufschutz.core.recordings.models import Play, Recording, State
from rufschutz.core.recordings.queries import find, labels_of, playable_for
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import QUALITY
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, PurposeId, TenantId
from rufschutz.domain.moments import SECOND
from rufschutz.vault.blobs import BlobMissing
from rufschutz.vault.open.archive import ArchiveError, ArchiveReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import BinaryIO, Self

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor, Decision
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.blobs import BlobDirectory
    from rufschutz.vault.errors import VaultError

__all__ = ["CONTINUES", "OpenRecording", "context_of", "finish_play", "open_recording"]

CONTINUES = 600 * SECOND
"""How long (ms) after its last sound a play goes on; who comes back later listens anew.

Nor does one last for longer than its sound and this: a page that asks for a byte now and then
would else be one play for ever.
"""


FRESH = 10 * SECOND
"""A player asks range by range: what was looked at within so many ms is not read through again."""


def _untold(_: VaultError) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class OpenRecording:
    """Sound ready to be read: one byte a sample, ``rate`` samples a second, ``codec`` by its RTP name.

    ``length`` in bytes. Close it, or use it in a ``with`` block.
    """

    play: str
    artefact: ArtefactId
    codec: str
    rate: int
    length: int
    _source: BinaryIO
    _reader: ArchiveReader
    _spoilt: Callable[[VaultError], object] = _untold

    def read(self, offset: int, length: int) -> bytes:
        """Return sound from ``offset``; raise `ArchiveDamaged` naming the chunk where it was altered.

        Nothing of that chunk is given out, and the recording is marked.
        """
        try:
            return self._reader.read(offset, length)
        except ArchiveError as error:
            self._spoilt(error)
            raise

    def close(self) -> None:
        """Let go of the blob."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_recording(
    actor: Actor,
    artefact: ArtefactId,
    keys: Keys,
    blobs: BlobDirectory,
    now: Millis,
    listening: str = "",
    purpose: PurposeId | None = None,
) -> OpenRecording:
    """Open a recording for one of its purposes, and record that it is played and for which.

    ``purpose`` None: the first of those it may be used for that lets this person hear it.
    ``listening``: the id that this person's page reserved for listening to this recording. Whatever
    is asked for under it within `CONTINUES` of the last time is one play; '' is a play of its own.
    For the quality of service a second person has to have agreed, where the profile demands it.
    Raises `NotFound` (also once it is erased), `AccessDenied`, `NoLeaveError`, `KeyGoneError` where no wrap
    is left, `BlobMissing` and the archive's errors where the ciphertext is not what was written.
    """
    row = find(actor.tenant, artefact)
    chosen = purpose or playable_for(actor, row, now)
    seen = access.require(actor, Action.PLAY_RECORDING, chosen, now, labels_of(row, chosen))
    if row.state != State.ARCHIVED:
        raise access.NotFound("there is no sound of this recording")
    if chosen == QUALITY:
        require_leave(actor.tenant, actor.person, Subject.LISTEN_QUALITY, artefact, now)
    source, reader = _opened(row, chosen, keys, blobs, now)
    try:
        play = _begin(seen, row, listening, now)
        if row.checked_at is None or now - row.checked_at > FRESH:
            look(row, keys, blobs, now)
    except BaseException:
        source.close()
        raise
    spoilt = partial(_spoilt, row, now)
    return OpenRecording(play, artefact, row.codec, row.rate, reader.length, source, reader, spoilt)


def _opened(
    row: Recording, purpose: PurposeId, keys: Keys, blobs: BlobDirectory, now: Millis
) -> tuple[BinaryIO, ArchiveReader]:
    """Open the archive; what is missing or altered already here is marked."""
    key, blob = _key(row, purpose, keys), BlobId(row.blob)
    try:
        source = blobs.open(blob)
        try:
            return source, ArchiveReader(source, key, context_of(row, blob))
        except BaseException:
            source.close()
            raise
    except (ArchiveError, BlobMissing) as error:
        _spoilt(row, now, error)
        raise


def _spoilt(row: Recording, now: Millis, error: VaultError) -> None:
    note(row, type(error).__name__, now)


def finish_play(actor: Actor, play: str, heard: int, now: Millis) -> None:
    """Write down that ``heard`` ms of sound more were handed out; nothing more is not worth a line."""
    with tenant_scope(actor.tenant), transaction.atomic():
        row = Play.objects.select_for_update().get(id=play, person=actor.person)
        if heard == 0 and row.finished_at is not None:
            return
        row.heard, row.finished_at = row.heard + heard, now
        row.save(update_fields=["heard", "finished_at"])
        details = (Detail("play", play), Detail("heard_ms", row.heard), Detail("step", "finished"))
        entry = Entry(AuditEvent.RECORDING_PLAYED, actor.tenant, now, actor.person, row.recording, details)
        record(entry, CallId(row.call))


def _key(row: Recording, purpose: PurposeId, keys: Keys) -> bytes:
    return data_key(keys, TenantId(row.tenant_id), row.call, purpose, ArtefactId(row.id))


def _begin(seen: Decision, row: Recording, listening: str, now: Millis) -> str:
    actor, purpose = seen.request.actor, seen.request.purpose
    who = {"tenant_id": actor.tenant, "recording": row.id, "call": row.call, "person": actor.person}
    with tenant_scope(actor.tenant), transaction.atomic():
        play, begun = Play.objects.get_or_create(
            id=listening or new_id(), defaults={**who, "started_at": now}
        )
        if not begun and _goes_on(play, actor, row, now):
            return play.id
        if not begun:
            play = Play.objects.create(id=new_id(), **who, started_at=now)
        told = [Detail("play", play.id), Detail("purpose", purpose), Detail("step", "started")]
        told += [] if seen.glass is None else [Detail("glass", seen.glass)]
        entry = Entry(AuditEvent.RECORDING_PLAYED, actor.tenant, now, actor.person, row.id, tuple(told))
        record(entry, CallId(row.call))
    return play.id


def _goes_on(play: Play, actor: Actor, row: Recording, now: Millis) -> bool:
    """Whether this is the same person at the same recording, without a long pause and not for ever."""
    same = (play.person, play.recording) == (actor.person, row.id)
    paused, lasted = now - (play.finished_at or play.started_at), now - play.started_at
    return same and paused <= CONTINUES and lasted <= row.length + CONTINUES
