"""Tombstones for whoever destroys, ends or forbids something: `bury`, and what can be buried."""

from __future__ import annotations

from rufschutz.core.backup.actions.burial import bury
from rufschutz.domain.restore.tombstones import What

__all__ = ["What", "bury"]
