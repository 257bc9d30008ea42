"""Why what an entry said may be erased before its rule ends it."""

from __future__ import annotations

from enum import StrEnum


class ReasonClass(StrEnum):
    """The class of a reason, which stays in the log for the erased words."""

    UNLAWFUL = "unlawful"
    COURT = "court"
    MISTAKE = "mistake"
