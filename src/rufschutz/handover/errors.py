"""The error root of what crosses between processes."""

from __future__ import annotations

from rufschutz.domain.errors import RufschutzError


class HandoverError(RufschutzError):
    """Something could not be handed over, or was handed over damaged."""
