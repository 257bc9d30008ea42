"""Offboarding: ask, begin, hand everything back, destroy, delete, prove it."""

from __future__ import annotations

from rufschutz.core.offboarding.actions.asking import ask_offboarding
from rufschutz.core.offboarding.actions.ending import go_on
from rufschutz.core.offboarding.actions.packing import pack
from rufschutz.core.offboarding.actions.returning import ask_package, confirm, hand_out, lies_here

__all__ = ["ask_offboarding", "ask_package", "confirm", "go_on", "hand_out", "lies_here", "pack"]
