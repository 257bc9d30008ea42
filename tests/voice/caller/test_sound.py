from __future__ import annotations

import wave

import numpy as np
import pytest

from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.caller.sound import read_wav, write_wav

SAMPLES = (np.sin(np.arange(8_000) / 10) * 9_000).astype(np.int16)


def test_what_is_written_is_read(tmp_path):
    write_wav(tmp_path / "a.wav", SAMPLES)
    assert np.array_equal(read_wav(tmp_path / "a.wav"), SAMPLES)


def test_another_rate_keeps_its_length_in_time(tmp_path):
    with wave.open(str(tmp_path / "b.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.repeat(SAMPLES, 4).tobytes())
    assert len(read_wav(tmp_path / "b.wav")) == 8_000


def test_what_is_no_sound_is_refused(tmp_path):
    (tmp_path / "c.wav").write_bytes(b"no sound")
    for name in ("c.wav", "missing.wav"):
        with pytest.raises(CallerError, match="cannot be read"):
            read_wav(tmp_path / name)


def test_eight_bit_is_refused_with_the_way_out(tmp_path):
    with wave.open(str(tmp_path / "d.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 800)
    with pytest.raises(CallerError) as caught:
        read_wav(tmp_path / "d.wav")
    assert "sox" in caught.value.diagnostics()
