from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rufschutz.domain.audit.certificate import Cause, Clock, LogProof, Statement, certificate
from rufschutz.domain.audit.checkpoint import Checkpoint, VerifierKey, sign_checkpoint
from rufschutz.domain.audit.merkle import inclusion_proof
from rufschutz.domain.audit.tiles import grow, tile_nodes
from rufschutz.domain.ids import ArtefactId, BlobId, KeyId, KindId, PersonId, RuleId, TenantId
from rufschutz.domain.moments import Millis

ORIGIN = "log.example.org/practice"


@dataclass
class Signer:
    """An Ed25519 key made from a fixed seed."""

    name: str = ORIGIN

    def __post_init__(self):
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(self.name.encode()).digest())
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = VerifierKey(self.name, public)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@dataclass
class Book:
    """A log whose files lie in memory."""

    signer: Signer = field(default_factory=Signer)
    files: dict[str, bytes] = field(default_factory=dict)
    kept: list[tuple[bytes, bytes]] = field(default_factory=list)
    size: int = 0

    def write(self, leaves: list[bytes]) -> str:
        growth = grow(self.files.__getitem__, self.size, leaves)
        self.files |= {file.path: file.data for file in growth.files}
        self.size += len(leaves)
        note = sign_checkpoint(Checkpoint(ORIGIN, self.size, growth.root), self.signer.key, self.signer.sign)
        self.files["checkpoint"] = note.encode()
        return note

    def log(self, *entries) -> str:
        leaves = []
        for entry in entries:
            index = len(self.kept)
            salt = hashlib.sha256(b"salt" + index.to_bytes(8, "big")).digest()
            self.kept.append((salt, entry.payload()))
            leaves.append(bytes(entry.leaf(salt, index)))
        return self.write(leaves)

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.files[path]

    def proof(self, index: int) -> LogProof:
        from rufschutz.domain.audit.entry import read_entry

        salt, payload = self.kept[index]
        path = inclusion_proof(index, self.size, tile_nodes(self.read, self.size))
        leaf = bytes(read_entry(payload).leaf(salt, index))
        return LogProof(index, leaf, salt, payload, path, self.files["checkpoint"].decode())


def make_statement(number: int = 1, **changed) -> Statement:
    given = {
        "tenant": TenantId("t-1"),
        "artefact": ArtefactId(f"a-{number}"),
        "kind": KindId("recording_matter"),
        "rule": RuleId("recording_matter/P"),
        "due": Millis(1_790_000_000_000),
        "erased_at": Millis(1_790_000_100_000),
        "cause": Cause.SWEEP,
        "actor": "worker",
        "approvals": (PersonId("p-2"),),
        "wraps_destroyed": (KeyId("k-1"), KeyId("k-2")),
        "blob": BlobId("b-1"),
        "absence_verified_at": Millis(1_790_000_200_000),
        "clock": Clock.REAL,
    }
    return Statement(**(given | changed))


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def new_signer():
    return Signer


@pytest.fixture
def new_book():
    return Book


@pytest.fixture
def statement():
    return make_statement


@pytest.fixture(scope="session")
def big_book() -> Book:
    book = Book()
    book.log(*(make_statement(number).entry() for number in range(700)))
    return book


@pytest.fixture
def shelf():
    """A book of 700 entries that grew in three steps, and its checkpoints."""
    book = Book()
    notes = [
        book.log(*(make_statement(number).entry() for number in range(start, end)))
        for start, end in ((0, 100), (100, 256), (256, 700))
    ]
    return book, notes


@pytest.fixture
def desk(shelf, tmp_path):
    """A directory as an auditor gets it: certificate, key, log, older checkpoint."""
    book, notes = shelf
    for path, data in book.files.items():
        place = tmp_path / "log" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (tmp_path / "certificate.json").write_bytes(certificate(book.proof(300)))
    (tmp_path / "old.checkpoint").write_text(notes[1])
    (tmp_path / "log.key").write_text(f"{book.signer.key}\n")
    return tmp_path
