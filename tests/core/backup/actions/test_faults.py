"""A disk that refuses, or a death, at every single write: nothing half counts, and the next run is whole."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from itertools import count

import pytest

from rufschutz.core.backup.actions import making
from rufschutz.core.backup.actions.keeping import destroy_all_due
from rufschutz.core.backup.actions.tombstones import flush
from rufschutz.core.backup.chosen import choose
from rufschutz.core.backup.errors import BackupMissingError
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.ground import lay_ground
from rufschutz.core.backup.models import Backup
from rufschutz.core.backup.shelf import Shelf
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.manifest import Sort

pytestmark = pytest.mark.rule("R66")

BOTH = (Sort.DATA, Sort.KEYS)
FAULTS = [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]


class Disk:
    """Counts what is made durable, and fails at one of these moments."""

    def __init__(self, monkeypatch) -> None:
        self._whole, self.seen, self.at, self.fault = os.fsync, 0, None, FAULTS[0]
        monkeypatch.setattr(os, "fsync", self._sync)

    def fails(self, at: int | None, fault: BaseException = FAULTS[0]) -> None:
        self.seen, self.at, self.fault = 0, at, fault

    def _sync(self, descriptor: int) -> None:
        self.seen += 1
        if self.seen == self.at:
            raise self.fault
        self._whole(descriptor)


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


def each_moment(disk, fault, work):
    """Do ``work(n)`` with a fault at the first, second … moment, until one passes without any."""
    for at in count(1):
        disk.fails(at, fault)
        try:
            work(at)
        except (OSError, KeyboardInterrupt):
            disk.fails(None)
            yield at
        else:
            disk.fails(None)
            assert disk.at is None
            return


@pytest.mark.parametrize("fault", FAULTS, ids=["full", "death"])
def test_a_backup(source, tmp_path, tenant, now, disk, fault):
    tried = 0
    shelves = [Shelf(tmp_path / f"shelf{number}") for number in range(200)]

    def work(at):
        making.make(source, shelves[at], BOTH, now)

    for at in each_moment(disk, fault, work):
        tried, shelf = at, shelves[at]
        with suppress(BackupMissingError):  # what is found is whole: it is checked to its last byte
            choose(source.root, shelf.place, None, None)
        later = Millis(now + 1_000)
        made = making.make(source, shelf, BOTH, later)
        found = choose(source.root, shelf.place, None, None)
        assert (found.data, found.keys) == made
        assert not list(shelf.place.glob(".*.part"))
        assert not Backup.objects.filter(place=str(shelf.place), finished_at=None, destroyed_at=None).exists()
    assert tried > 10


@pytest.mark.parametrize("fault", FAULTS, ids=["full", "death"])
def test_the_end_of_a_backup(source, tmp_path, tenant, now, disk, fault):
    late = Millis(now + 31 * DAY)
    shelf = Shelf(tmp_path / "shelf")

    for at in range(1, 12):
        making.make(source, shelf, BOTH, now)
        disk.fails(at, fault)
        with suppress(KeyboardInterrupt):
            destroy_all_due(source.root, late)
        disk.fails(None)
        destroy_all_due(source.root, late)
        assert not Backup.objects.filter(destroyed_at=None).exists()
        assert not list(shelf.place.glob("*.backup"))
        assert not list(shelf.blobs.ids())


@pytest.mark.parametrize("fault", FAULTS, ids=["full", "death"])
def test_tombstones_and_their_copies(tmp_path, tenant, now, disk, fault):
    (tmp_path / "copy").mkdir()
    file = TombstoneFile(tmp_path / "own" / "tombstones.log", "1" * 32, b"k" * 32, (tmp_path / "copy",))
    buried = []

    def work(at):
        name = f"{at:032x}"
        buried.append(name)
        bury(tenant, What.KEYS, [name], now)
        flush(file, now)

    refused = list(each_moment(disk, fault, work))
    assert refused
    flush(file, now)
    told = {stone.names[0] for _, stone in file.read() if stone is not None}
    assert told == set(buried)
    copy = next((tmp_path / "copy").glob("tombstones-*.log"))
    assert copy.read_bytes() == file.path.read_bytes()


@pytest.mark.parametrize("fault", FAULTS, ids=["full", "death"])
def test_the_ground_of_a_restore(source, shelf, tmp_path, tenant, now, disk, fault):
    making.make(source, shelf, BOTH, now)
    chosen = choose(source.root, shelf.place, None, None)
    grounds = [tmp_path / f"ground{number}" for number in range(50)]

    def work(at):
        grounds[at].mkdir()
        lay_ground(chosen, grounds[at])

    for at in each_moment(disk, fault, work):
        lay_ground(chosen, grounds[at])
        settings = (grounds[at] / "rufschutz.toml").read_bytes()
        assert settings == (source.installation.data / "rufschutz.toml").read_bytes()
