"""The worker's rounds write tombstones and end what is over."""

from __future__ import annotations

from rufschutz.core.backup.actions import making
from rufschutz.core.backup.actions.rounds import upkeep
from rufschutz.core.backup.models import Backup
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.manifest import Sort


def test_a_round_writes_and_ends(source, shelf, tenant, now):
    keep = upkeep(source.installation, source.root.key)
    bury(tenant, What.KEYS, ["f" * 32], now)
    keep.write(now)
    keep.witness(now)
    assert [stone.names for _, stone in keep.tombstones.read() if stone and stone.what is What.KEYS] == [
        ("f" * 32,)
    ]
    making.make(source, shelf, (Sort.KEYS,), now)
    keep.end(Millis(now + 8 * DAY))
    assert not Backup.objects.filter(destroyed_at=None).exists()
