"""G.711 as the recommendation's tables have it."""

from __future__ import annotations

import numpy as np
import pytest

from rufschutz.adapters import g711

ALL = np.arange(-32_768, 32_768).astype(np.int16)


@pytest.mark.parametrize(
    ("sample", "octet"), [(0, 0xD5), (-1, 0x55), (32_767, 0xAA), (-32_768, 0x2A), (8, 0xD5)]
)
def test_a_law_of_known_samples(sample: int, octet: int) -> None:
    assert g711.alaw(np.array([sample], np.int16)) == bytes([octet])


@pytest.mark.parametrize(("sample", "octet"), [(0, 0xFF), (32_767, 0x80), (-32_768, 0x00)])
def test_mu_law_of_known_samples(sample: int, octet: int) -> None:
    assert g711.ulaw(np.array([sample], np.int16)) == bytes([octet])


@pytest.mark.parametrize(("encode", "decode"), [(g711.alaw, g711.from_alaw), (g711.ulaw, g711.from_ulaw)])
def test_every_sample_comes_back_within_its_step(encode, decode) -> None:
    back = decode(encode(ALL)).astype(int)
    inside = np.abs(ALL.astype(int)) < 32_000
    step = np.maximum(np.abs(ALL.astype(int)) / 16, 16)
    assert np.all(np.abs(back - ALL)[inside] <= step[inside])


@pytest.mark.parametrize(("encode", "decode"), [(g711.alaw, g711.from_alaw), (g711.ulaw, g711.from_ulaw)])
def test_every_octet_is_a_fixed_point(encode, decode) -> None:
    values = decode(bytes(range(256)))
    assert np.array_equal(decode(encode(values)), values)
