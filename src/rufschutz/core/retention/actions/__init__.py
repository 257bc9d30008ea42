"""Erasing what is due, in the one order in which things die; and what voice destroyed before us."""

from __future__ import annotations

from rufschutz.core.retention.actions.births import destroyed_by_voice
from rufschutz.core.retention.actions.run import Place, Report, SimulatedClockError, planned, rehearse, run
from rufschutz.core.retention.actions.sweep import finish_open, sweep

__all__ = [
    "Place",
    "Report",
    "SimulatedClockError",
    "destroyed_by_voice",
    "finish_open",
    "planned",
    "rehearse",
    "run",
    "sweep",
]
