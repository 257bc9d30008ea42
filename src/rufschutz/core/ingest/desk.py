"""What ingest needs at hand: keys, directories, and each tenant's rules as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId
    from rufschutz.vault.blobs import BlobDirectory


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every step of ingest. ``rules`` returns a tenant's live rules."""

    keys: Keys
    rules: Callable[[TenantId], Rules]
    spool: Path
    journals: Path
    blobs: BlobDirectory
