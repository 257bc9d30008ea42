"""Why a standing wish about a number ends before its time, as a closed set: the log can hold it."""

from __future__ import annotations

from enum import StrEnum


class WishEnding(StrEnum):
    """Why someone of the practice ends a wish. Each takes protection away, so each has to be said."""

    ASKED = "asked_for_it"  # whoever has the number wants it no more
    OTHER_HOLDER = "number_changed_hands"
    MISTAKE = "entered_by_mistake"
