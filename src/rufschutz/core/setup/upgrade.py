"""Bringing the tables to this program's version while voice goes on answering.

One lock stands between this and everything that uses the tables: worker and web hold it
together while they run, an upgrade holds it alone. Each migration is one transaction, so a
killed upgrade is run again. It never goes back: a program older than the tables is refused.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from rufschutz.core.errors import CoreError
from rufschutz.core.setup.schema import require_no_newer, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rufschutz.core.runtime import Installation

_ADVISORY = 0x52554653
"""The key of PostgreSQL's advisory lock: programs on other machines ask it as well."""


class UpgradeError(CoreError):
    """The upgrade cannot begin, or a process cannot while it runs."""


@contextmanager
def using_tables(data: Path) -> Iterator[None]:
    """Hold the tables as they are; raise `UpgradeError` while an upgrade runs."""
    with _locked(data, fcntl.LOCK_SH, "an upgrade runs", "It ends by itself; this starts again then."):
        yield


def upgrade(installation: Installation, tell: Callable[[str], None]) -> tuple[str, ...]:
    """Apply what is missing and return the names; ``tell`` hears each before it begins.

    Raises `UpgradeError` while worker, web or another upgrade runs, `SchemaAheadError` where
    the tables are newer than this program.
    """
    advice = "End them first; voice may go on: systemctl stop rufschutz-worker rufschutz-web"
    with (
        _locked(installation.data, fcntl.LOCK_EX, "worker, web or another upgrade runs", advice),
        _alone(advice),
    ):
        found = schema()
        require_no_newer(found)
        for name in found.behind:
            tell(name)
            app, _, migration = name.partition(".")
            call_command("migrate", app, migration, verbosity=0, interactive=False)
    return found.behind


@contextmanager
def _locked(data: Path, how: int, why: str, advice: str) -> Iterator[None]:
    """Lock the data directory itself: nothing has to be made, and a dead process holds nothing."""
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UpgradeError(why, advice=advice) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _alone(advice: str) -> Iterator[None]:
    """Keep other machines' upgrades away, too, where the database is PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY])
        if not cursor.fetchone()[0]:
            raise UpgradeError("another upgrade runs on this database", advice=advice)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])
