"""Asking a second person, deciding, and what time does: all writing of proposals is here."""

from __future__ import annotations

from rufschutz.core.approvals.actions.asking import (
    REASON,
    SUBJECT,
    Shown,
    ask,
    ask_alone,
    locked,
    require_reason,
    wait_again,
)
from rufschutz.core.approvals.actions.deciding import (
    BY_TIME,
    WORDS,
    approve,
    forget,
    overtake,
    pure,
    reject,
    settle,
    state_opinion,
    take_back,
    take_effect_due,
)
from rufschutz.core.approvals.actions.using import use_leave

__all__ = [
    "BY_TIME",
    "REASON",
    "SUBJECT",
    "WORDS",
    "Shown",
    "approve",
    "ask",
    "ask_alone",
    "forget",
    "locked",
    "overtake",
    "pure",
    "reject",
    "require_reason",
    "settle",
    "state_opinion",
    "take_back",
    "take_effect_due",
    "use_leave",
    "wait_again",
]
