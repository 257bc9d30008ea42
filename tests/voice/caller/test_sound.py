from __future__ import annotations

import struct
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


def extensible(subformat, bits=16, extra=b""):
    """A WAV file with the long header that recording programs write."""
    data = SAMPLES.astype("<i2").tobytes()
    shape = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 8_000, 16_000, 2, bits, 22, bits, 4)
    shape += subformat + bytes.fromhex("000000001000800000aa00389b71")
    parts = b"".join(
        name + len(part).to_bytes(4, "little") + part
        for name, part in ((b"fmt ", shape), (b"LIST", extra), (b"data", data))
    )
    return b"RIFF" + (4 + len(parts)).to_bytes(4, "little") + b"WAVE" + parts


def test_the_long_header_is_read(tmp_path):
    (tmp_path / "e.wav").write_bytes(extensible(b"\x01\x00", extra=b"note"))
    assert np.array_equal(read_wav(tmp_path / "e.wav"), SAMPLES)


@pytest.mark.parametrize(("subformat", "bits"), [(b"\x03\x00", 16), (b"\x01\x00", 24)])
def test_other_formats_are_refused_with_the_way_out(tmp_path, subformat, bits):
    (tmp_path / "f.wav").write_bytes(extensible(subformat, bits))
    with pytest.raises(CallerError, match="not PCM with 16 bit") as caught:
        read_wav(tmp_path / "f.wav")
    assert caught.value.advice == "Convert: sox in.wav -b 16 -r 8000 -c 1 out.wav"


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path):
    (tmp_path / "g.wav").write_bytes(extensible(b"\x01\x00")[:-1_001])
    assert len(read_wav(tmp_path / "g.wav")) == len(SAMPLES) - 501
