"""A telephone that sends its keys as sound: they count, the evidence says how, and no recording holds one."""

from __future__ import annotations

import numpy as np
import pytest

from rufschutz.voice.caller.sound import read_wav
from rufschutz.voice.media.tones import read

pytestmark = [pytest.mark.system, pytest.mark.long]


def frames(samples: np.ndarray) -> np.ndarray:
    whole = samples[: len(samples) - len(samples) % 160]
    return whole.astype(np.float32).reshape(-1, 160)


@pytest.mark.rule("R07")
@pytest.mark.rule("R101")
def test_a_yes_by_tone_leaves_a_message_without_any_tone(service, noise, tmp_path):
    """1 after the question; after the message two keys that mean nothing there, and # at its end."""
    service.start("voice")
    service.start("worker")
    speech = (noise.samples // 8).repeat(3)
    order = service.order("1 play =55#", speech, in_band=True)
    [told] = service.call_all([order])
    assert (told.status, told.undone) == (200, ())
    service.wait_until(service.taken, 30, "the call is taken over")

    [call] = service.record()["calls"].values()
    [recording] = call["recordings"]
    assert (call["outcome"], recording["state"]) == ("yes_and_recorded", "archived")
    methods = [entry["method"] for entry in call["keys"]]
    assert methods
    assert set(methods) == {"in_band"}
    assert call["packets_received"] > 500
    assert call["packets_lost"] == 0

    path = tmp_path / "message.wav"
    service.program("sound", recording["id"], str(path))
    heard = read_wav(path)
    found = read(frames(heard))
    assert not any(reading.looks for reading in found)
    level = np.sqrt((frames(heard) ** 2).mean(1))
    assert (level > 200).sum() * 20 > 2_000, "the message itself is there"
