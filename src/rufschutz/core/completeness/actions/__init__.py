"""Finding, dating, settling and forgetting differences; nothing else may write them."""

from __future__ import annotations

from rufschutz.core.completeness.actions.incidents import (
    IncidentError,
    answered,
    close,
    date,
    erase,
    incident,
    no_longer,
)

__all__ = ["IncidentError", "answered", "close", "date", "erase", "incident", "no_longer"]
