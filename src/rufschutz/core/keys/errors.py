"""What cannot be opened, and why."""

from __future__ import annotations

from rufschutz.core.errors import CoreError


class NotInstalledError(CoreError):
    """A database that knows no root key."""

    advice = "Run: rufschutz init"


class KeyGoneError(CoreError):
    """A key that was destroyed, or never made: what it sealed cannot be opened by anyone."""

    advice = "If the data should still live, compare the audit log with the erasures: see `rufschutz verify`."


class RotationError(CoreError):
    """A replacement of a key that cannot be finished as it is."""

    advice = "Run the same command again: it goes on where it stopped. If it stays so, see `rufschutz check`."
