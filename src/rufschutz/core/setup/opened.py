"""The keys and blobs of this installation, opened once per process that answers requests.

Decides nothing about access: who holds these has been asked by the record. The root
key's bytes stay in this process's memory and are never logged.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from rufschutz.core.errors import SettingsError
from rufschutz.core.jobs.desk import retention_place
from rufschutz.core.setup.actions import unlock
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions import Place
    from rufschutz.core.runtime import Installation


@cache
def keys() -> Keys:
    """Return the unlocked keys; raise the root key's own error where it is missing or wrong."""
    return unlock(_installation())


@cache
def blobs() -> BlobDirectory:
    """Return the archive's blobs."""
    return BlobDirectory(_installation().blobs)


def place() -> Place:
    """Return where a withdrawal deletes."""
    return retention_place(_installation())


def clips() -> Path:
    """Return where the sounds of texts lie, for a policy that is rehearsed."""
    return _installation().clips


def plans() -> Path:
    """Return where the signed plans of the lines lie."""
    return _installation().plans


def packages() -> Path:
    """Return where what a controller takes along waits for it."""
    return _installation().packages


def log_directory() -> Path:
    """Return where tiles and checkpoints lie."""
    return _installation().log


def _installation() -> Installation:
    installation: Installation | None = settings.INSTALLATION
    if installation is None:
        raise SettingsError("no installation is open", advice="Start it with: rufschutz serve")
    return installation
