"""Other apps bury with two names."""

from __future__ import annotations

from rufschutz.core.backup import tombstones
from rufschutz.core.backup.actions.burial import bury
from rufschutz.domain.restore.tombstones import What


def test_both_names_are_here():
    assert (tombstones.bury, tombstones.What) == (bury, What)
