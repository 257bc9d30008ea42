"""What a line does differently from its controller's policy: how it opens, what it asks, its own words.

Decides nothing: a choice takes effect only through a plan that passed every check.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Opening(StrEnum):
    """How a line begins: asks about a recording first, only on a wish for it, or records nothing."""

    ASK_FIRST = "ask_first"
    ASK_LATER = "ask_later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class LineChoices:
    """A line's own choices. ``reasons``: ids in the order of the keys, None for all of the policy.

    ``texts``: text id → language → words.
    """

    opening: Opening = Opening.ASK_FIRST
    reasons: tuple[str, ...] | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
