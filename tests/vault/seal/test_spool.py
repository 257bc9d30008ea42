"""A file key seals a file's facts, each sequence once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from rufschutz.handover.spool import SpoolError
from rufschutz.vault.seal.secret import KeyDestroyed
from rufschutz.vault.seal.spool import SpoolSealer
from rufschutz.vault.seal.suite import SUITE, SuiteError

if TYPE_CHECKING:
    from rufschutz.handover.plan import IngestKey


def test_the_head_names_suite_and_key_and_stays_the_same(ingest_key: IngestKey) -> None:
    sealer = SpoolSealer.create(ingest_key)
    assert (sealer.head().suite, sealer.head().key_epoch) == (SUITE, ingest_key.epoch)
    assert sealer.head() == sealer.head()
    assert sealer.head() != SpoolSealer.create(ingest_key).head()


def test_a_key_of_another_suite_is_refused(ingest_key: IngestKey) -> None:
    with pytest.raises(SuiteError):
        SpoolSealer.create(dataclasses.replace(ingest_key, suite="rot13/1"))


@pytest.mark.parametrize("again", [0, 1, 2])
def test_a_sequence_is_sealed_once(ingest_key: IngestKey, again: int) -> None:
    sealer = SpoolSealer.create(ingest_key)
    sealer.seal(2, b"", b"")
    with pytest.raises(SpoolError, match="a nonce is used once"):
        sealer.seal(again, b"", b"")


def test_a_forgotten_key_seals_no_more(ingest_key: IngestKey) -> None:
    sealer = SpoolSealer.create(ingest_key)
    sealer.destroy()
    with pytest.raises(KeyDestroyed):
        sealer.seal(1, b"", b"")
