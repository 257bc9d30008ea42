"""Writing recordings: their row from the first second to the line that says they are gone.

A row is opened only for a recording that names its consent; whether that consent
holds is judged here once, when the recording starts. Sound is not touched here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.recordings.actions.uses import end_all, first_use
from rufschutz.core.recordings.models import QUARANTINE, Play, Recording, State, Use
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.recordings.queries import Gap
    from rufschutz.domain.call.facts import RecordingGone, RecordingKept, RecordingStarted
    from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KindId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Content:
    """What a journal turned out to hold. ``length`` in ms of sound, ``size`` in bytes.

    ``digest``: SHA-256 (hex) of the archive as it was read back, at ``looked_at``; '' for none.
    """

    codec: str
    rate: int
    length: int
    size: int
    gaps: tuple[Gap, ...]
    cut_short: bool
    digest: str = ""
    looked_at: Millis | None = None


def open_row(fact: RecordingStarted, kind: KindId, rules: Rules) -> bool:
    """Store that a recording began; return whether a valid consent of this call allows it.

    Without one its kind is quarantine from the first second and it has no use: nobody will hear it.
    """
    head = fact.head
    consent = ConsentEvent.objects.filter(
        id=fact.consent,
        call=head.call,
        purpose=fact.purpose,
        state=ConsentState.GIVEN.value,
        grounded=True,
        at__lte=head.at,
    ).first()
    promised = rules.promised(consent.promised, head.at) if consent is not None else None
    due = rules.due(
        QUARANTINE if consent is None else kind,
        Lifetime(collected=head.at, promised_until=promised),
    )
    row = Recording.objects.create(
        id=fact.artefact,
        tenant_id=head.tenant,
        call=head.call,
        line=head.line,
        purpose=fact.purpose,
        consent=fact.consent,
        state=State.OPEN,
        started_at=head.at,
        kind=due.kind,
        rule=due.rule,
        promised_until=promised,
        due_at=due.at,
    )
    if promised is not None:
        first_use(row, promised, due.at)
    return consent is not None


def keep(fact: RecordingKept) -> None:
    """Store that voice closed the journal and that it may be archived."""
    Recording.objects.filter(id=fact.artefact, state=State.OPEN).update(
        state=State.KEPT, ended_at=fact.head.at, length=fact.length, voiced=fact.voiced
    )


def break_off(artefact: ArtefactId, at: Millis) -> None:
    """Store that the writer died while recording: what it sealed until then may be archived."""
    Recording.objects.filter(id=artefact, state=State.OPEN).update(
        state=State.KEPT, ended_at=at, cut_short=True
    )


def destroyed_before_storage(fact: RecordingGone) -> None:
    """Store that voice destroyed key and journal before anything was stored."""
    end_all([fact.artefact], fact.head.at)
    Recording.objects.filter(id=fact.artefact, state__in=(State.OPEN, State.KEPT)).update(
        state=State.DESTROYED_BEFORE_STORAGE,
        ended_at=fact.head.at,
        due_at=None,
        erased_at=fact.head.at,
    )


def name_blob(artefact: ArtefactId, blob: BlobId) -> bool:
    """Fix under which name the archive will be written, before a byte of it is; False if it may not be."""
    return Recording.objects.filter(id=artefact, state=State.KEPT).update(blob=blob) == 1


def hold_kept(artefact: ArtefactId, blob: BlobId) -> bool:
    """Lock the row in the caller's transaction; return whether it may still be archived under ``blob``."""
    rows = Recording.objects.select_for_update().filter(id=artefact, state=State.KEPT, blob=blob)
    return rows.first() is not None


def archive(artefact: ArtefactId, content: Content) -> None:
    """Store that the archive was written and read back; a recording in quarantine stays closed."""
    row = Recording.objects.get(id=artefact)
    row.state = State.QUARANTINED if row.kind == QUARANTINE else State.ARCHIVED
    row.codec, row.rate, row.length, row.size = content.codec, content.rate, content.length, content.size
    row.gaps = [[gap.offset, gap.length, gap.reason] for gap in content.gaps]
    row.cut_short = content.cut_short
    row.digest, row.checked_at = content.digest, content.looked_at
    row.intact = True if content.looked_at else None
    looked = ("digest", "checked_at", "intact")
    row.save(update_fields=["state", "codec", "rate", "length", "size", "gaps", "cut_short", *looked])


def damage(artefact: ArtefactId, fault: str) -> bool:
    """Store that a kept journal cannot be read as it stands; ``fault`` names file and record.

    Returns False where the recording is not kept any more: what was erased is not damaged.
    """
    rows = Recording.objects.filter(id=artefact, state=State.KEPT)
    return rows.update(state=State.DAMAGED, fault=fault[:200]) == 1


def erase(artefacts: Sequence[str], at: Millis) -> None:
    """Scrub rows whose wraps are destroyed: the line stays, what it told of the sound does not."""
    end_all(artefacts, at)
    Recording.objects.filter(id__in=artefacts).update(
        state=State.ERASED,
        erased_at=at,
        due_at=None,
        voiced=0,
        gaps=[],
        codec="",
        size=0,
        blob="",
        digest="",
        intact=None,
        checked_at=None,
        fault="",
    )


def prove(artefacts: Sequence[str], at: Millis) -> None:
    """Store that the absence of erased sound was read back and logged."""
    Recording.objects.filter(id__in=artefacts).update(proven_at=at)


def forget(calls: Sequence[CallId]) -> None:
    """Remove the lines of erased recordings and of who heard them, together with their call.

    Who listened stays in the log, which has its own rule.
    """
    gone = (State.ERASED, State.DESTROYED_BEFORE_STORAGE)
    rows = Recording.objects.filter(call__in=calls, state__in=gone)
    Use.objects.filter(artefact__in=rows.values("id")).delete()
    rows.delete()
    left = Recording.objects.filter(call__in=calls).values("call")
    Play.objects.filter(call__in=calls).exclude(call__in=left).delete()
