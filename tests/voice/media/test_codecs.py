from __future__ import annotations

import hashlib

import numpy as np
import pytest

from rufschutz.voice.media.codecs import FRAME_BYTES, Codec, decode, encode, recode, squares

ALL_OCTETS = np.arange(256, dtype=np.uint8)
ALL_SAMPLES = np.arange(-32_768, 32_768).astype(np.int16)


# ITU-T G.711, tables 1a and 2a: octet as sent, decoder output value (13 and 14 bit) at 16-bit scale.
@pytest.mark.parametrize(
    ("octet", "value"),
    [
        (0xD5, 8),
        (0x55, -8),
        (0xD4, 24),
        (0xC5, 264),
        (0xF5, 528),
        (0x95, 2_112),
        (0xAA, 32_256),
        (0x2A, -32_256),
    ],
)
def test_alaw_values_are_those_of_the_recommendation(octet: int, value: int) -> None:
    assert decode(Codec.PCMA, np.array([octet], np.uint8))[0] == value


@pytest.mark.parametrize(
    ("octet", "value"),
    [(0xFF, 0), (0x7F, 0), (0xFE, 8), (0xEF, 132), (0x8F, 16_764), (0x80, 32_124), (0x00, -32_124)],
)
def test_ulaw_values_are_those_of_the_recommendation(octet: int, value: int) -> None:
    assert decode(Codec.PCMU, np.array([octet], np.uint8))[0] == value


# Made once with a public-domain G.711 implementation over all 65,536 samples and all 256 octets.
@pytest.mark.parametrize(
    ("codec", "encoder", "decoder"),
    [
        (
            Codec.PCMA,
            "38488f6fd710f4686360edc4d38639f96c491595ef93f8eb8d62d5e07ca6ce7b",
            "e04788d110e58ff8c70c93b8480190d973e3b67876b6119abbaec766cc75c174",
        ),
        (
            Codec.PCMU,
            "81d633c9e6972a18c74a58720b96cb8ca0bdd096d4060b646dd708c3b846019a",
            "3dab54339e520bb2c924826e3b72a917a2b612e9fd12fc867500f1d983a75827",
        ),
    ],
)
def test_whole_tables_agree_with_a_reference(codec: Codec, encoder: str, decoder: str) -> None:
    assert hashlib.sha256(encode(codec, ALL_SAMPLES).tobytes()).hexdigest() == encoder
    assert hashlib.sha256(decode(codec, ALL_OCTETS).astype("<i2").tobytes()).hexdigest() == decoder


@pytest.mark.parametrize("codec", list(Codec))
def test_a_decoded_octet_encodes_to_itself(codec: Codec) -> None:
    back = encode(codec, decode(codec, ALL_OCTETS))
    same = back == ALL_OCTETS
    assert set(ALL_OCTETS[~same].tolist()) <= {0x7F}, "mu-law has two zeros; all else comes back"


@pytest.mark.parametrize("codec", list(Codec))
def test_encoding_errs_by_less_than_a_step(codec: Codec) -> None:
    loud = np.abs(ALL_SAMPLES.astype(np.int32)) < 32_000
    error = np.abs(decode(codec, encode(codec, ALL_SAMPLES)).astype(np.int32) - ALL_SAMPLES)[loud]
    assert error.max() < 1_024, "half of the widest step, and the two bits that G.711 drops"


@pytest.mark.parametrize("codec", list(Codec))
def test_silence_is_a_frame_of_the_smallest_value(codec: Codec) -> None:
    assert len(codec.silence) == FRAME_BYTES
    assert np.abs(decode(codec, np.frombuffer(codec.silence, np.uint8))).max() <= 8


@pytest.mark.parametrize("codec", list(Codec))
def test_squares_are_the_energy_of_the_samples(codec: Codec) -> None:
    assert np.array_equal(squares(codec), decode(codec, ALL_OCTETS).astype(np.float32) ** 2)


def test_arrays_keep_their_shape() -> None:
    assert decode(Codec.PCMA, np.zeros((3, FRAME_BYTES), np.uint8)).shape == (3, FRAME_BYTES)


def test_payload_types_are_the_static_ones_of_rfc_3551() -> None:
    assert (Codec.PCMU.payload_type, Codec.PCMA.payload_type) == (0, 8)


def test_recoding_to_the_same_codec_changes_nothing() -> None:
    assert recode(b"\x01\x02", Codec.PCMA, Codec.PCMA) == b"\x01\x02"
    assert recode(Codec.PCMA.silence, Codec.PCMA, Codec.PCMU) == b"\xfe" * FRAME_BYTES
