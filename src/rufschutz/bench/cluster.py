"""A throw-away PostgreSQL: a cluster in a temporary directory, on loopback, gone with its block.

As root it runs as the user postgres, because PostgreSQL refuses root. Whoever works on it is no
superuser, so that row-level security holds in what is tested and measured as it does in service.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from rufschutz.bench.errors import BenchError
from rufschutz.bench.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER, USER = "rufschutz", "rufschutz_app"
"""Who makes databases and tables, and who may only use them: OWNER can become USER, not back."""

_DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL on this machine, or None."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def cluster(folder: Path, *, durable: bool) -> Iterator[str]:
    """Run a cluster of the programs in ``folder``; yield the URL of its first database, as its owner.

    ``durable`` False waives fsync: for tests, never for a measurement. Raises `BenchError`.
    """
    home = Path(tempfile.mkdtemp(prefix="rufschutz-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        port = free_port()
        _start(home, folder, port, durable=durable)
        _roles(f"postgres://postgres@127.0.0.1:{port}/postgres")
        yield f"postgres://{OWNER}@127.0.0.1:{port}/{OWNER}"
    finally:
        _as_postgres([str(folder / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"], Path("/"))
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Make an empty database beside the one that the URL names; yield its URL, drop it afterwards."""
    import psycopg  # noqa: PLC0415 - a database driver is loaded only where PostgreSQL is measured
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415

    def tell(words: str) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL(words).format(Identifier(name)))

    try:
        tell("CREATE DATABASE {}")
    except psycopg.Error as error:
        raise BenchError(f"no database could be made: {error}") from error
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        try:
            tell("DROP DATABASE {} WITH (FORCE)")
        except psycopg.errors.InsufficientPrivilege:  # the server's own vacuum is in it: it is asked to leave
            tell("DROP DATABASE {}")


def _start(home: Path, folder: Path, port: int, *, durable: bool) -> None:
    data = str(home / "data")
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=60"
    if not durable:
        options += " -c fsync=off"
    for words in (
        [str(folder / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"],
        [str(folder / "pg_ctl"), "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start"],
    ):
        if _as_postgres(words, home) != 0:
            raise BenchError(f"PostgreSQL did not start: {Path(words[0]).name} failed")


def _roles(server: str) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {USER} LOGIN NOSUPERUSER")
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER IN ROLE {USER}")
        connection.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")


def _as_postgres(words: list[str], directory: Path) -> int:
    """Run words as a user that PostgreSQL accepts; return their status."""
    if os.geteuid() == 0:
        words = ["/usr/sbin/runuser", "-u", "postgres", "--", *words]
    quiet = subprocess.DEVNULL
    return subprocess.run(words, check=False, cwd=directory, stdout=quiet, stderr=quiet).returncode  # noqa: S603 - our own words
