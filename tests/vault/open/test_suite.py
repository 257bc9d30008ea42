"""Opening needs the same key, the same binding and the same bytes."""

from __future__ import annotations

import pytest

from rufschutz.vault.open.suite import CannotOpen, PrivateIngestKey, open_sealed
from rufschutz.vault.seal.suite import seal_to


def test_what_the_first_release_sealed_still_opens(
    frozen_key: PrivateIngestKey, sealed_vector: dict[str, bytes]
) -> None:
    assert frozen_key.public_key == sealed_vector["public_key"]
    opened = open_sealed(frozen_key, sealed_vector["sealed"], sealed_vector["info"])
    assert opened == sealed_vector["plaintext"]


def test_a_key_is_stored_as_its_seeds(private: PrivateIngestKey) -> None:
    again = PrivateIngestKey(private.seeds)
    assert len(private.seeds) == 96
    assert (again.public_key, again.fingerprint) == (private.public_key, private.fingerprint)


def test_a_private_key_is_never_printed(private: PrivateIngestKey) -> None:
    assert repr(private) == "PrivateIngestKey()"


@pytest.mark.parametrize("length", [0, 95, 97])
def test_seeds_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(CannotOpen, match="96 bytes"):
        PrivateIngestKey(bytes(length))


def test_another_key_does_not_open(private: PrivateIngestKey) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(PrivateIngestKey.generate(), seal_to(private.public_key, b"x", b"here"), b"here")


def test_another_binding_does_not_open(private: PrivateIngestKey) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(private, seal_to(private.public_key, b"x", b"here"), b"there")


def test_a_bit_flipped_anywhere_does_not_open(private: PrivateIngestKey) -> None:
    sealed = seal_to(private.public_key, b"x", b"")
    for place in range(len(sealed)):
        spoilt = bytearray(sealed)
        spoilt[place] ^= 1 << place % 8
        with pytest.raises(CannotOpen):
            open_sealed(private, bytes(spoilt), b"")


@pytest.mark.parametrize("length", [0, 10, 1119, 1120, 1136])
def test_cut_bytes_do_not_open(private: PrivateIngestKey, length: int) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(private, seal_to(private.public_key, b"x", b"")[:length], b"")
