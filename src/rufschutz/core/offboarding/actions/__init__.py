"""Offboarding: ask, begin, hand everything back, destroy, delete, prove it."""

from __future__ import annotations

from rufschutz.core.offboarding.actions.asking import ask_offboarding
from rufschutz.core.offboarding.actions.ending import go_on
from rufschutz.core.offboarding.actions.returning import confirm, hand_back

__all__ = ["ask_offboarding", "confirm", "go_on", "hand_back"]
