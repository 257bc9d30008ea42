"""Whether the database that a set-up shall use can be reached; asked before anything is made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rufschutz.core.errors import SettingsError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

SECONDS = 5


class DatabaseError(SettingsError):
    """The database cannot be reached as its URL says."""

    advice = (
        "Give --database postgres://user@host:port/name of a database that is there and running, or set "
        "RUFSCHUTZ_DATABASE: that keeps a password off the command line."
    )


def require_reachable(url: str) -> None:
    """Raise `DatabaseError` unless a server answers under the URL; '' is SQLite and always there.

    ``RUFSCHUTZ_DATABASE`` wins over ``url``, as it does whenever settings are read.
    """
    if not (url := os.environ.get("RUFSCHUTZ_DATABASE", url)):
        return
    parts = _parts(url)
    import psycopg  # noqa: PLC0415 - not needed with SQLite

    try:
        psycopg.connect(
            host=unquote(parts.hostname or ""),
            port=parts.port,
            dbname=parts.path.lstrip("/"),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            connect_timeout=SECONDS,
        ).close()
    except psycopg.Error as error:
        raise DatabaseError(f"the database cannot be reached: {str(error).strip()}") from error


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"postgres", "postgresql"} and parts.path.lstrip("/") and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise DatabaseError("the database URL is none of the form postgres://user@host:port/name")
    return parts
