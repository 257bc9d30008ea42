"""Telephone numbers as the network sends them or people type them, made E.164.

That is ``+``, country, number (ITU-T E.164). A number that cannot be called from outside
(an extension, a name) is no number: the caller is then asked for one.
"""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s()./\-\u2010-\u2013]")
_SHORTEST, _LONGEST = 8, 15


def e164(sent: str, country: str = "49") -> str | None:
    """Return the number in E.164, or None; ``country`` completes a national one (leading 0)."""
    text = _SEPARATORS.sub("", sent)
    if text.startswith("00"):
        text = "+" + text[2:]
    elif text.startswith("0"):
        text = f"+{country}{text[1:]}"
    digits = text.removeprefix("+")
    if not text.startswith("+") or not digits.isascii() or not digits.isdecimal():
        return None
    return text if _SHORTEST <= len(digits) <= _LONGEST else None
