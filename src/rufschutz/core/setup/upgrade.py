"""Bringing the tables to this program's version while voice goes on answering.

One lock stands between this and everything that uses the tables: worker, web and every command
hold it together while they run, an upgrade holds it alone. It is a lock on the record's directory,
which voice cannot enter, and one in the database where programs on other machines share it.
Each migration is one transaction, so a killed upgrade is run again. It never goes back: a program
older than the tables is refused. On PostgreSQL the walls between tenants are mended, too.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import Error, connection, connections

from rufschutz.core.errors import CoreError
from rufschutz.core.postgres.policies import put_up
from rufschutz.core.setup.owner import owning
from rufschutz.core.setup.schema import require_no_newer, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rufschutz.core.runtime import Installation

_OTHERS = "worker, web, a command or another upgrade runs"
_ADVISORY = 0x52554653
"""The key of PostgreSQL's advisory lock: programs on other machines ask it as well."""


class UpgradeError(CoreError):
    """The upgrade cannot begin, or a process cannot while it runs."""


@contextmanager
def using_tables(data: Path) -> Iterator[None]:
    """Hold the tables as they are; raise `UpgradeError` while an upgrade runs.

    Raises Django's `DatabaseError` where a shared database does not answer. A connection to it that
    breaks later lets go of that lock, and of no other.
    """
    advice = "It ends by itself; start this again then."
    with _locked(data, fcntl.LOCK_SH, "an upgrade runs", advice), _together(advice):
        yield


def upgrade(installation: Installation, tell: Callable[[str], None]) -> tuple[str, ...]:
    """Apply what is missing and return the names; ``tell`` hears each before it begins.

    Raises `UpgradeError` while worker, web or another upgrade runs, `SchemaAheadError` where
    the tables are newer than this program.
    """
    advice = "End them first; voice may go on: systemctl stop rufschutz-worker rufschutz-web"
    with (
        _locked(installation.data, fcntl.LOCK_EX, _OTHERS, advice),
        _alone(advice),
        owning(installation.data) as owner,
    ):
        found = schema()
        require_no_newer(found)
        for name in found.behind:
            tell(name)
            app, _, migration = name.partition(".")
            call_command("migrate", app, migration, database=owner, verbosity=0, interactive=False)
        put_up(owner)
    return found.behind


@contextmanager
def _locked(data: Path, how: int, why: str, advice: str) -> Iterator[None]:
    """Lock a directory itself: nothing has to be made, and a dead process holds nothing."""
    record = data / "record"
    place = record if record.is_dir() else data
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
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
    """Keep other machines' programs away, too, where the database is PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY])
        if not cursor.fetchone()[0]:
            raise UpgradeError(f"{_OTHERS} on this database", advice=advice)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])


@contextmanager
def _together(advice: str) -> Iterator[None]:
    """Hold the database's lock with others, over a connection of its own: the work's own come and go."""
    if connection.vendor != "postgresql":
        yield
        return
    own = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [_ADVISORY])
            if not cursor.fetchone()[0]:
                raise UpgradeError("an upgrade runs on this database", advice=advice)
        yield
        with suppress(Error), own.cursor() as cursor:  # at once: the server notes a closed connection later
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_ADVISORY])
    finally:
        own.close()
