"""Keys and files of the vault's tests. The frozen vectors were written by the first release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rufschutz.domain.ids import ArtefactId, CallId, EpochId, FactId, PlanVersion, PurposeId, TenantId
from rufschutz.handover.plan import IngestKey
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.suite import SUITE

VECTORS = Path(__file__).parent / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The directory of frozen vectors."""
    return VECTORS


@pytest.fixture(scope="session")
def sealed_vector() -> dict[str, bytes]:
    """A frozen key pair and what was sealed to it."""
    return {
        name: bytes.fromhex(value)
        for name, value in json.loads((VECTORS / "sealed.json").read_text()).items()
    }


@pytest.fixture(scope="session")
def frozen_key(sealed_vector: dict[str, bytes]) -> PrivateIngestKey:
    """The private key of all frozen vectors."""
    return PrivateIngestKey(sealed_vector["seeds"])


@pytest.fixture(scope="session")
def private() -> PrivateIngestKey:
    """A fresh private ingest key."""
    return PrivateIngestKey.generate()


@pytest.fixture(scope="session")
def ingest_key(private: PrivateIngestKey) -> IngestKey:
    """Its public part, as a call plan carries it."""
    return IngestKey(EpochId("2026-07-27"), SUITE, private.public_key)


@pytest.fixture(scope="session")
def head() -> JournalHead:
    """A journal of ten bytes a second, so that all of it can be spoilt byte by byte."""
    return JournalHead(
        SUITE,
        TenantId("t1"),
        CallId("c1"),
        ArtefactId("a1"),
        PlanVersion("p1"),
        PurposeId("leave_message"),
        FactId("f1"),
        "alaw",
        10,
    )


@pytest.fixture
def journal(tmp_path: Path, head: JournalHead, ingest_key: IngestKey) -> JournalWriter:
    """A journal that has begun, in an empty directory."""
    return JournalWriter.create(tmp_path, head, ingest_key)
