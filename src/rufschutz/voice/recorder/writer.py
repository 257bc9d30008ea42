"""The one thread that seals and writes all recordings of this process.

The tick hands jobs over without waking it; it looks for them ten times a second,
and at once where a recording begins, ends or is destroyed. Destruction goes before
everything else. No error of a disk leaves this thread but as `Failed`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from rufschutz.domain.moments import Millis
from rufschutz.vault.errors import VaultError
from rufschutz.vault.seal.journal import JournalHead, JournalWriter, destroy_journal
from rufschutz.voice.recorder.errors import NoRoomError
from rufschutz.voice.recorder.events import Destroyed, Failed, RecorderEvent, Stopped
from rufschutz.voice.recorder.shredder import Shredder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.domain.ids import ArtefactId
    from rufschutz.handover.plan import IngestKey
    from rufschutz.voice.recorder.recording import Recording

log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 0.1
_LOOK_IDLE: Final = 1.0
"""Sound of a recording that failed may come after its end; it must not count as waiting."""

_DURABLE_AFTER: Final = 5
_BYTES_PER_MS: Final = 8


@dataclass(frozen=True, slots=True)
class Begin:
    """Create wrap and journal."""

    head: JournalHead
    key: IngestKey


@dataclass(frozen=True, slots=True)
class Append:
    """Seal sound of at most a second, or a prompt."""

    sound: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark a gap of ``ms``."""

    ms: Millis
    reason: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Write the final record."""


Job: TypeAlias = Begin | Append | Mark | Finish


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs that wait for the disk, with the one that is being done, and the age of the oldest in seconds."""

    jobs: int
    oldest_s: float


@dataclass(slots=True)
class _Open:
    """A journal that is being written; ``loose`` records of it are not durable yet."""

    journal: JournalWriter
    recording: Recording
    length: int = 0
    loose: int = 0


class JournalThread:
    """Does the jobs of all recordings in order; ``notify`` is called from here.

    ``room`` says whether one more message fits beside so many that are open; what begins without
    room fails at once. ``refusal`` is what the disk said last, '' once it takes sound again.
    """

    def __init__(
        self,
        directory: Path,
        notify: Callable[[RecorderEvent], None],
        room: Callable[[int], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._notify = notify
        self._room = room
        self._clock = clock
        self.refusal = ""
        self._jobs: deque[tuple[float, Recording, Job]] = deque()
        self._doomed: deque[Recording] = deque()
        self._stuck: list[Recording] = []
        self._open: dict[ArtefactId, _Open] = {}
        self._shredder = Shredder(directory)
        self._wake = threading.Event()
        self._stop = False
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._shredder.start()
        self._thread.start()

    def __len__(self) -> int:
        return len(self._open)

    def put(self, recording: Recording, job: Job, *, at_once: bool = False) -> None:
        """Queue a job; it is done within a tenth of a second, or ``at_once``."""
        self._jobs.append((self._clock(), recording, job))
        if at_once:
            self._wake.set()

    def backlog(self) -> Backlog:
        """Return what waits; from any thread."""
        try:
            oldest = self._jobs[0][0]
        except IndexError:
            return Backlog(0, 0.0)
        return Backlog(len(self._jobs), max(0.0, self._clock() - oldest))

    def doom(self, recording: Recording) -> None:
        """Destroy a recording before anything else is done; its key goes while the disk is still busy."""
        self._shredder.doom(recording.artefact)
        self._doomed.append(recording)
        self._wake.set()

    def close(self) -> None:
        """Do what is queued, then end; journals without a final record read as cut short."""
        self._stop = True
        self._wake.set()
        self._thread.join()
        self._shredder.close()

    def _run(self) -> None:
        while not self._stop:
            self._wake.wait(_LOOK_EVERY if self._open or self._stuck else _LOOK_IDLE)
            self._wake.clear()
            self.work()
        self.work()
        for opened in self._open.values():
            opened.journal.close()

    def work(self) -> None:
        """Do all jobs that wait, destructions first, then make durable what has waited long enough."""
        self._stuck = [recording for recording in self._stuck if not self._destroyed(recording)]
        self._destroy_doomed()
        while self._jobs:
            _, recording, job = self._jobs[0]
            if not recording.failed and not recording.destroyed:
                self._supervise(recording, job)
            self._jobs.popleft()
            if self._doomed:
                self._destroy_doomed()
        for opened in [opened for opened in self._open.values() if opened.loose >= _DURABLE_AFTER]:
            self._supervise(opened.recording, None)

    def _supervise(self, recording: Recording, job: Job | None) -> None:
        """Do one job, or make durable; whatever goes wrong ends this recording and no other."""
        try:
            if job is None:
                self._make_durable(recording)
            else:
                self._do(recording, job)
        except NoRoomError as error:
            self._fail(recording, str(error))
        except (VaultError, OSError) as error:
            self.refusal = str(error)
            self._fail(recording, str(error))
        except Exception as error:  # supervisor: one recording must not end the others
            log.exception("a recording failed")
            self._fail(recording, type(error).__name__)

    def _do(self, recording: Recording, job: Job) -> None:
        match job:
            case Begin(head, key):
                if not self._room(len(self._open)):
                    raise NoRoomError("the disk is below its reserve")
                journal = JournalWriter.create(self._directory, head, key)
                self._open[recording.artefact] = _Open(journal, recording)
            case Append(sound):
                opened = self._open[recording.artefact]
                opened.journal.append(sound)
                opened.length += len(sound)
                opened.loose += 1
            case Mark(ms, reason):
                self._open[recording.artefact].journal.gap(ms, reason)
            case Finish():
                opened = self._open[recording.artefact]
                opened.journal.final()
                self.refusal = ""
                del self._open[recording.artefact]
                self._tell(Stopped(recording.artefact, Millis(opened.length // _BYTES_PER_MS)))
            case _:
                assert_never(job)

    def _make_durable(self, recording: Recording) -> None:
        opened = self._open[recording.artefact]
        opened.loose = 0
        opened.journal.sync()
        self.refusal = ""

    def _fail(self, recording: Recording, reason: str) -> None:
        recording.failed = True
        opened = self._open.pop(recording.artefact, None)
        if opened is not None:
            opened.journal.close()
        self._tell(Failed(recording.artefact, reason))

    def _destroy_doomed(self) -> None:
        while self._doomed:
            recording = self._doomed.popleft()
            if not self._destroyed(recording):
                log.error("a recording could not be destroyed yet; it is tried again until it is gone")
                self._stuck.append(recording)

    def _destroyed(self, recording: Recording) -> bool:
        """Forget the key, then try to remove the files; say whether they are gone."""
        opened = self._open.pop(recording.artefact, None)
        if opened is not None:
            opened.journal.close()
        try:
            destroy_journal(self._directory, recording.artefact)
        except (VaultError, OSError):
            return False
        self._tell(Destroyed(recording.artefact))
        return True

    def _tell(self, event: RecorderEvent) -> None:
        """Report; a listener that is gone (its loop is closed) must not stop the writing."""
        try:
            self._notify(event)
        except RuntimeError:
            log.warning("nobody hears the recorder any more")
