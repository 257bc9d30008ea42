"""A caller puts the service on hold in the middle of a message and talks to somebody else meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.voice.caller.sound import read_wav

if TYPE_CHECKING:
    import numpy as np

HOLDING = "1 play hold 0s:play wait:1 back play hangup"


def heard(noise, samples: np.ndarray) -> int:
    """Return how often a second of noise stands in a sound."""
    data = samples.astype("<i2").tobytes()
    return max(data.count(window) for window in noise.windows())


@pytest.mark.system
@pytest.mark.rule("R101")
def test_what_is_said_on_hold_is_in_no_recording_and_the_gap_is_marked(service, noise, tmp_path):
    for process in ("voice", "worker"):
        service.start(process)
    (transcript,) = service.call_all([service.order(HOLDING, noise.samples)])
    said = [moment.what for moment in transcript.moments]
    assert said.count("speaking") == 3
    assert transcript.undone == ()
    service.wait_until(service.taken, 30, "the worker took everything")
    (call,) = service.record()["calls"].values()
    kinds = [kind for kind, *_ in call["entries"] if kind.startswith("recording")]
    assert kinds == ["recording_started", "recording_paused", "recording_resumed", "recording_kept"]
    (recording,) = call["recordings"]
    service.program("sound", recording["id"], str(tmp_path / "kept.wav"))
    assert heard(noise, read_wav(tmp_path / "kept.wav")) == 2
