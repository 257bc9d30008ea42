"""A shelf of backups and an installation that is saved on it; its database is told by a stand-in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from rufschutz.core.backup.actions import making
from rufschutz.core.backup.actions.making import Source
from rufschutz.core.backup.shelf import Shelf
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.runtime import read
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis
from rufschutz.vault.backup.container import Part

if TYPE_CHECKING:
    from pathlib import Path

NOW = Millis(1_790_000_000_000)


@dataclass
class Moment:
    """A database of one row and one key."""

    closed: list[bool] = field(default_factory=list)

    def schema(self):
        return ("calls.0001_initial",)

    def data(self):
        yield Part("database.sqlite3", [b"rows"])

    def key_tables(self):
        yield "vault_keyepoch", ("id", "wrapped"), iter([("e", b"private")])
        yield "vault_vaultkey", ("id", "wrapped"), iter([("k", b"wrapped key")])

    def close(self):
        self.closed.append(True)


@pytest.fixture
def moment(monkeypatch):
    there = Moment()
    monkeypatch.setattr(making, "_snapshot", lambda _: there)
    return there


@pytest.fixture
def source(tmp_path: Path, root, tenant, moment) -> Source:
    adopt_policy(tenant, shipped_policy("P"), PersonId("1" * 32), NOW)
    data = tmp_path / "data"
    for name in ("blobs/aa", "plans", "clips", "log/x"):
        (data / name).mkdir(parents=True)
    (data / "rufschutz.toml").write_text(f'installation = "{"1" * 32}"\n')
    (data / "installation.pub").write_text("00")
    (data / "blobs" / "aa" / ("0" * 30 + "aa")).write_bytes(b"ciphertext")
    (data / "log" / "x" / "checkpoint").write_text("c")
    return Source(replace(read(data), data=data), root)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")
