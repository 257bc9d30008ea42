"""The only writers of consent: events and their projections, standing wishes, receipts."""

from __future__ import annotations

from rufschutz.core.consent.actions.events import (
    AFTERWARDS,
    add,
    erase,
    evidence_context,
    forget_index,
    grounded,
    index_number,
    project,
    settle,
    start_period,
    withdraw,
)

__all__ = [
    "AFTERWARDS",
    "add",
    "erase",
    "evidence_context",
    "forget_index",
    "grounded",
    "index_number",
    "project",
    "settle",
    "start_period",
    "withdraw",
]
