"""Rows become lines, each at least once, and go when no backup needs them."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions import tombstones
from rufschutz.core.backup.actions.tombstones import KEPT, flush, forget_old, position
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.models import Backup, Tombstone
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.domain.moments import Millis


@pytest.fixture
def file(tmp_path):
    return TombstoneFile(tmp_path / "stones" / "tombstones.log", "1" * 32, b"k" * 32)


def told(file):
    return [(stone.what, stone.names) for _, stone in file.read() if stone is not None]


def test_rows_become_lines_once(file, tenant, now):
    bury(tenant, What.KEYS, ["f" * 32], None)
    assert (flush(file, now), flush(file, now)) == (1, 0)
    assert told(file) == [(What.KEYS, ("f" * 32,))]


@pytest.mark.rule("R66")
def test_a_death_between_line_and_mark_costs_nothing(file, tenant, now, monkeypatch):
    bury(tenant, What.KEYS, ["f" * 32], now)
    whole = TombstoneFile.append

    def dies(self, stones):
        whole(self, stones)
        raise KeyboardInterrupt

    monkeypatch.setattr(TombstoneFile, "append", dies)
    with pytest.raises(KeyboardInterrupt):
        flush(file, now)
    monkeypatch.setattr(TombstoneFile, "append", whole)
    flush(file, now)
    assert told(file) == [(What.KEYS, ("f" * 32,))] * 2


@pytest.mark.rule("R66")
def test_the_copy_beside_the_backups_learns_what_died_after_them(file, tmp_path, tenant, now):
    places = {name: tmp_path / name for name in ("here", "away", "over")}
    for name in ("here", "over"):
        places[name].mkdir()
    for name, place in places.items():
        ended = now if name == "over" else None
        row = Backup(id=name, sort="keys", at=now, place=str(place), due_at=now, finished_at=now)
        row.destroyed_at = ended
        row.save()
    bury(tenant, What.KEYS, ["f" * 32], now)
    flush(file, now)
    assert file.copy(places["here"]).read_bytes() == file.path.read_bytes()
    assert not list(places["over"].iterdir())


def test_how_far_a_log_has_come_is_written_down(file, office):
    office.recorded()
    office.sequence()
    position(file, office.now)
    (seen,) = [names for what, names in told(file) if what is What.CHECKPOINT][-1]
    assert seen.startswith(f"rufschutz/{office.tenant}\n")


def test_old_rows_and_lines_go(file, tenant, now):
    bury(tenant, What.KEYS, ["f" * 32], now)
    flush(file, now)
    assert forget_old(file, Millis(now + KEPT)) == 0
    assert forget_old(file, Millis(now + KEPT + 1)) == 1
    with tenant_scope(tenant):
        assert not Tombstone.objects.exists()
    assert tombstones.KEPT > 30 * 86_400_000
