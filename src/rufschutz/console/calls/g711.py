"""G.711 to 16-bit PCM, by table, for the player (ITU-T G.711, tables 1a and 2a).

Only expands; one octet becomes one little-endian sample. Needs no array library,
so that a web process stays small.
"""

from __future__ import annotations

from enum import StrEnum


class Law(StrEnum):
    """The two laws, by their names in SDP (RFC 3551)."""

    A = "PCMA"
    MU = "PCMU"


def expand(law: Law, octets: bytes) -> bytes:
    """Return the samples of ``octets`` as int16, little-endian: twice as many bytes."""
    low, high = _TABLES[law]
    pcm = bytearray(2 * len(octets))
    pcm[0::2] = octets.translate(low)
    pcm[1::2] = octets.translate(high)
    return bytes(pcm)


def _a_sample(octet: int) -> int:
    code = octet ^ 0x55
    exponent, mantissa = code >> 4 & 7, code & 15
    magnitude = (mantissa << 4) + 8
    if exponent:
        magnitude = magnitude + 256 << exponent - 1
    return magnitude if code & 0x80 else -magnitude


def _mu_sample(octet: int) -> int:
    code = octet ^ 0xFF
    exponent, mantissa = code >> 4 & 7, code & 15
    magnitude = ((mantissa << 1) + 33 << exponent) - 33 << 2
    return -magnitude if code & 0x80 else magnitude


def _tables(samples: list[int]) -> tuple[bytes, bytes]:
    words = [sample & 0xFFFF for sample in samples]
    return bytes(word & 0xFF for word in words), bytes(word >> 8 for word in words)


_TABLES = {
    Law.A: _tables([_a_sample(octet) for octet in range(256)]),
    Law.MU: _tables([_mu_sample(octet) for octet in range(256)]),
}
