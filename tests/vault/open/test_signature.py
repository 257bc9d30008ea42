"""A signed file has one form."""

from __future__ import annotations

from rufschutz.vault.keystore.signing import SigningKey
from rufschutz.vault.open.signature import sign
from rufschutz.vault.seal.signature import CONTEXT, read_signed

KEY = SigningKey(bytes(range(32)))


def test_a_signed_file_is_payload_and_a_line_of_hex() -> None:
    signature = KEY.sign(CONTEXT + b"payload").hex().encode()
    assert sign(b"payload", KEY) == b"payload\n" + signature + b"\n"


def test_a_payload_may_end_with_lines_of_its_own() -> None:
    assert read_signed(sign(b"a\nb\n\n", KEY), KEY.public_key) == b"a\nb\n\n"


def test_signing_is_deterministic() -> None:
    assert sign(b"payload", KEY) == sign(b"payload", KEY)
