"""The recorder: opens, pauses, closes and destroys recordings for the tick, and never blocks it.

Nothing is recorded but under a grant that is alive at that very frame. What the
disk says comes back through ``notify``, never as an error to the caller of a method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.vault.seal.journal import JournalHead
from rufschutz.vault.seal.suite import SUITE
from rufschutz.voice.recorder.recording import SECOND_BYTES, Recording
from rufschutz.voice.recorder.writer import Append, Begin, Finish, JournalThread, Mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import ArtefactId, PlanVersion
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.plan import IngestKey
    from rufschutz.voice.media.codecs import Codec
    from rufschutz.voice.recorder.events import RecorderEvent
    from rufschutz.voice.recorder.writer import Backlog


class Recorder:
    """All recordings of this process, in ``directory``.

    ``notify`` hears `Stopped`, `Destroyed` and `Failed` from the writer's thread and
    must only pass them on. ``now`` gives server time in ms. All other calls belong
    to the thread that ticks. ``room`` says whether one more message fits beside so many open ones.
    """

    def __init__(
        self,
        directory: Path,
        notify: Callable[[RecorderEvent], None],
        now: Callable[[], Millis],
        room: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self._writer = JournalThread(directory, notify, room)
        self._now = now
        self._reasons: dict[ArtefactId, str] = {}

    def __len__(self) -> int:
        """Return how many journals are open."""
        return len(self._writer)

    def backlog(self) -> Backlog:
        """Return what waits for the disk; from any thread."""
        return self._writer.backlog()

    @property
    def refusal(self) -> str:
        """What the disk said when it last refused sound; '' once it takes sound again."""
        return self._writer.refusal

    def forgive(self) -> None:
        """Take the disk's last refusal as over."""
        self._writer.refusal = ""

    def start(self) -> None:
        """Start the writer's thread."""
        self._writer.start()

    def stop(self) -> None:
        """Write what was handed over, then end; recordings still open read as cut short."""
        self._writer.close()

    def open(
        self, grant: Grant, artefact: ArtefactId, plan: PlanVersion, key: IngestKey, codec: Codec
    ) -> Recording:
        """Begin a recording under a living grant; raise `GrantError` where it is dead.

        Its `Recording.feed` is the sink of a capture.
        """
        recording = Recording(artefact, grant, self._finished_second)
        head = JournalHead(
            suite=SUITE,
            tenant=grant.tenant,
            call=grant.call,
            artefact=artefact,
            plan=plan,
            purpose=grant.purpose,
            consent=grant.consent,
            codec=codec.value,
            rate=SECOND_BYTES,
        )
        self._writer.put(recording, Begin(head, key), at_once=True)
        return recording

    def feed(self, recording: Recording, frame: bytes | memoryview) -> None:
        """Take one frame; see `Recording.feed`."""
        recording.feed(frame)

    def feed_prompt(self, recording: Recording, sound: bytes) -> None:
        """Write a sentence of ours into the recording as it stands now.

        Only "you have agreed, the recording is running" belongs there. Raises
        `RecordingShutError`, and `GrantError` where the grant is dead.
        """
        recording.require_open()
        recording.require_grant()
        recording.flush()
        self._writer.put(recording, Append(sound))

    def pause(self, recording: Recording, reason: str) -> None:
        """Record nothing until `resume`; ``reason`` is sealed into the gap. Raises `RecordingShutError`."""
        recording.pause(self._now())
        self._reasons.setdefault(recording.artefact, reason)

    def resume(self, recording: Recording, grant: Grant) -> None:
        """Mark the gap and go on; raise `RecordingShutError`, and `GrantError` where ``grant`` is dead."""
        self._mark(recording, recording.resume(grant, self._now()))

    def close(self, recording: Recording) -> None:
        """End the recording with its last sound; ends in `Stopped`, one that is shut is left alone."""
        if not recording.shut:
            self._mark(recording, recording.close(self._now()))
            self._writer.put(recording, Finish(), at_once=True)

    def destroy(self, recording: Recording) -> None:
        """Destroy the recording in whatever state it is; ends in `Destroyed`, once."""
        if not recording.destroyed:
            self._reasons.pop(recording.artefact, None)
            recording.destroy()
            self._writer.doom(recording)

    def _finished_second(self, recording: Recording, sound: bytes) -> None:
        """Have a second sealed; the first one at once, so that a message begins soon after its consent."""
        first, recording.sounded = not recording.sounded, True
        self._writer.put(recording, Append(sound), at_once=first)

    def _mark(self, recording: Recording, gap: Millis | None) -> None:
        reason = self._reasons.pop(recording.artefact, "")
        if gap is not None:
            self._writer.put(recording, Mark(gap, reason))
