"""The error root of the vault."""

from __future__ import annotations

from rufschutz.domain.errors import RufschutzError


class VaultError(RufschutzError):
    """Something could not be sealed, opened, kept or destroyed."""
