"""What a check says: how bad it is, what was found, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad: an error forbids real calls, a warning wants a person's word, a note is to be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``name`` is stable and names the check."""

    level: Level
    name: str
    what: str
    advice: str


def error(name: str, what: str, advice: str) -> Finding:
    """Return a finding that forbids real calls."""
    return Finding(Level.ERROR, name, what, advice)


def warning(name: str, what: str, advice: str) -> Finding:
    """Return a finding that wants a person's word."""
    return Finding(Level.WARNING, name, what, advice)


def note(name: str, what: str, advice: str) -> Finding:
    """Return a finding that is to be known."""
    return Finding(Level.NOTE, name, what, advice)
