from __future__ import annotations

from rufschutz.domain.ids import ArtefactId
from rufschutz.domain.moments import Millis
from rufschutz.voice.recorder.events import Destroyed, Failed, Stopped


def test_the_three_ends_tell_their_artefact_apart() -> None:
    artefact = ArtefactId("a")
    assert len({Stopped(artefact, Millis(20)), Destroyed(artefact), Failed(artefact, "disk full")}) == 3
