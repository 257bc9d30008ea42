"""Erasing what is due or withdrawn, in the one order in which things die; and what was never stored."""

from __future__ import annotations

from rufschutz.core.retention.actions.births import destroyed_unstored
from rufschutz.core.retention.actions.minors import mark_minor
from rufschutz.core.retention.actions.run import (
    Place,
    Report,
    SimulatedClockError,
    finish_all,
    planned,
    rehearse,
    run,
)
from rufschutz.core.retention.actions.shortening import Reached, reach, shorten
from rufschutz.core.retention.actions.stopping import resume, stop, stopped
from rufschutz.core.retention.actions.sweep import finish_open, sweep
from rufschutz.core.retention.actions.wishing import grant_stop, refuse_stop, request_stop, take_stop_back
from rufschutz.core.retention.actions.withdrawal import (
    Gone,
    Withdrawn,
    enter_unattended,
    withdraw,
    withdraw_unattended,
)

__all__ = [
    "Gone",
    "Place",
    "Reached",
    "Report",
    "SimulatedClockError",
    "Withdrawn",
    "destroyed_unstored",
    "enter_unattended",
    "finish_all",
    "finish_open",
    "grant_stop",
    "mark_minor",
    "planned",
    "reach",
    "refuse_stop",
    "rehearse",
    "request_stop",
    "resume",
    "run",
    "shorten",
    "stop",
    "stopped",
    "sweep",
    "take_stop_back",
    "withdraw",
    "withdraw_unattended",
]
