"""Erasing what an entry said: payload and salt go, the leaf stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.audit.models import LogEntry

if TYPE_CHECKING:
    from collections.abc import Sequence


def redact(entries: Sequence[int]) -> None:
    """Erase payload and salt of entries, within the caller's transaction; the caller records it."""
    LogEntry.objects.filter(id__in=entries).update(payload=None, salt=None, redacted=True)
