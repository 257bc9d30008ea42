"""The record's error root."""

from __future__ import annotations

from rufschutz.domain.errors import RufschutzError


class CoreError(RufschutzError):
    """Root of the record's refusals."""


class SettingsError(CoreError):
    """The installation's settings are missing or wrong."""
