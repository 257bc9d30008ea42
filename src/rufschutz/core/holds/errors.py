"""What keeps a hold from being set or found."""

from __future__ import annotations

from rufschutz.core.errors import CoreError


class NoHoldError(CoreError):
    """There is no such hold for this controller."""

    advice = "See: rufschutz hold list"


class StillRunningError(CoreError):
    """A call that has not ended cannot be held: nothing of it falls due before."""

    advice = "Set it when the call is over."
