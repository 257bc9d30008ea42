"""The one error root of the rules.

Every refusal in Rufschutz is an exception that says what was refused, why, and
what a person can do next. Rules raise; they never return ``False`` for "forbidden".
"""

from __future__ import annotations


class RufschutzError(Exception):
    """Root of all errors that carry words for a person.

    The exception's message says what went wrong. ``advice`` names the next step.
    """

    advice: str = ""

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice

    def diagnostics(self) -> str:
        """Return the text a person reads: what went wrong, then the next step."""
        return f"{self}\n  {self.advice}" if self.advice else str(self)


class DomainError(RufschutzError):
    """A rule was broken or cannot be applied."""
