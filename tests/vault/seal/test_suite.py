"""What is sealed opens only with its private key and under the same binding."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.vault.open.suite import PrivateIngestKey, open_sealed
from rufschutz.vault.seal.suite import (
    PUBLIC_KEY_BYTES,
    SUITE,
    SuiteError,
    fingerprint,
    require_suite,
    seal_to,
)

if TYPE_CHECKING:
    from rufschutz.handover.plan import IngestKey


@given(plaintext=st.binary(max_size=200), info=st.binary(max_size=50))
@settings(max_examples=25)
def test_what_is_sealed_is_opened(private: PrivateIngestKey, plaintext: bytes, info: bytes) -> None:
    sealed = seal_to(private.public_key, plaintext, info)
    assert len(sealed) == len(plaintext) + 1136
    assert open_sealed(private, sealed, info) == plaintext


def test_sealing_twice_gives_different_bytes(private: PrivateIngestKey) -> None:
    assert seal_to(private.public_key, b"x", b"") != seal_to(private.public_key, b"x", b"")


def test_a_public_key_has_its_documented_length(private: PrivateIngestKey) -> None:
    assert len(private.public_key) == PUBLIC_KEY_BYTES == 1216


@pytest.mark.parametrize("key", [b"", bytes(1215), bytes(1217)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(SuiteError, match="1216 bytes"):
        seal_to(key, b"x", b"")


def test_a_key_that_is_no_mlkem_key_is_refused() -> None:
    with pytest.raises(SuiteError, match="ML-KEM"):
        seal_to(b"\xff" * PUBLIC_KEY_BYTES, b"x", b"")


def test_a_key_of_another_suite_is_refused(ingest_key: IngestKey) -> None:
    require_suite(ingest_key)
    with pytest.raises(SuiteError, match="'rot13/1'"):
        require_suite(dataclasses.replace(ingest_key, suite="rot13/1"))


def test_fingerprints_tell_keys_apart(private: PrivateIngestKey) -> None:
    assert fingerprint(private.public_key) != fingerprint(PrivateIngestKey.generate().public_key)


def test_the_suite_has_the_name_under_which_the_vectors_were_sealed() -> None:
    assert SUITE == "hpke-mlkem768x25519-hkdfsha256-aes256gcm/1"


def test_sealing_loads_nothing_that_opens() -> None:
    code = (
        "import pkgutil, importlib, sys, rufschutz.vault.seal as seal\n"
        "for m in pkgutil.walk_packages(seal.__path__, 'rufschutz.vault.seal.'):\n"
        "    importlib.import_module(m.name)\n"
        "print([m for m in sys.modules if m.startswith('rufschutz.vault.') and '.seal' not in m])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['rufschutz.vault.errors']"
