"""What the worker's steps are handed, made from the installation's settings and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.ingest.desk import Desk
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions import Place
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.runtime import Installation


def ingest_desk(installation: Installation, keys: Keys) -> Desk:
    """Return the desk of ingest."""
    return Desk(keys, rules, installation.spool, installation.journals, BlobDirectory(installation.blobs))


def retention_place(installation: Installation) -> Place:
    """Return where a deletion run works; a shifted clock is possible where the settings say demo."""
    blobs = BlobDirectory(installation.blobs)
    return Place(rules, blobs, installation.journals, demo=installation.demo)
