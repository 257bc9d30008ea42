"""Pages of SQLite's write-ahead log, where deleted keys may still stand: they are overwritten.

Must never keep others waiting: while it works nobody may write, so it gives up soon and is
called again. PostgreSQL's log is the horizon's matter (`core.backup.horizon`).
"""

from __future__ import annotations

import logging

from django.db import connection

__all__ = ["forget_pages"]

log = logging.getLogger(__name__)

PATIENCE = 200


def forget_pages(patience: int = PATIENCE) -> bool:
    """Move SQLite's write-ahead log into the database and empty it, so that no old page stays behind.

    Returns False, and says so, where somebody read from it for ``patience`` (ms): the keys are
    destroyed all the same, and the worker does it within minutes.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {patience:d}")
        try:
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before:d}")
    if busy:
        log.warning("old pages of the database stay in its log for now: a reader is at work")
    return not busy
