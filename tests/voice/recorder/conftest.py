from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.ids import (
    ArtefactId,
    CallId,
    EpochId,
    FactId,
    PlanVersion,
    PlaybackId,
    PurposeId,
    TenantId,
)
from rufschutz.domain.moments import Millis
from rufschutz.handover.plan import IngestKey
from rufschutz.vault.open.journal import read_journal
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal.journal import journal_path, wrap_path
from rufschutz.vault.seal.suite import SUITE
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.consent.grant import Grant
    from rufschutz.vault.open.journal import OpenedJournal
    from rufschutz.voice.recorder import RecorderEvent, Recording

PRIVATE = PrivateIngestKey.generate()
START = Millis(0)
KEY = IngestKey(EpochId("epoch"), SUITE, PRIVATE.public_key)


@dataclass
class Studio:
    """A recorder whose writer works when a test says so, and its directory."""

    directory: Path
    events: list[RecorderEvent] = field(default_factory=list)
    now: Millis = START
    key: IngestKey = KEY

    def __post_init__(self) -> None:
        self.recorder = Recorder(self.directory, self.events.append, lambda: self.now)

    def work(self) -> list[RecorderEvent]:
        """Let the writer do what waits; return what it has reported so far."""
        self.recorder._writer.work()
        return self.events

    def open(self, grant: Grant, artefact: str = "artefact") -> Recording:
        return self.recorder.open(grant, ArtefactId(artefact), PlanVersion("plan"), KEY, Codec.PCMA)

    def speak(self, recording: Recording, frames: int, letter: str = "a") -> None:
        for _ in range(frames):
            recording.feed(letter.encode() * 160)

    def read(self, artefact: str = "artefact") -> OpenedJournal:
        journal, wrap = (path(self.directory, ArtefactId(artefact)) for path in (journal_path, wrap_path))
        return read_journal(journal, wrap, PRIVATE)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.directory.iterdir())


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


@pytest.fixture
def gate() -> ConsentGate:
    """Give a gate that has heard a question and a yes after it."""
    gate = ConsentGate(TenantId("tenant"), CallId("call"), answer_window_opens=300)
    gate.ask(PurposeId("record_matter"), PlaybackId(1))
    gate.played(PlaybackId(1), Millis(0), completed=True, alive=True)
    gate.yes(Millis(300), FactId("consent"))
    return gate


@pytest.fixture
def grant(gate: ConsentGate) -> Any:
    return gate.stored(FactId("consent"))
