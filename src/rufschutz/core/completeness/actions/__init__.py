"""Finding, dating, settling and forgetting differences; nothing else may write them."""

from __future__ import annotations

from rufschutz.core.completeness.actions.incidents import (
    IncidentError,
    close,
    date,
    erase,
    incident,
    no_longer,
)

__all__ = ["IncidentError", "close", "date", "erase", "incident", "no_longer"]
