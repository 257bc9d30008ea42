"""Who may change the tables: on PostgreSQL a role of its own, so that what works with them cannot.

Set-up and upgrade ask for it; worker, web and the other commands never do, and need not be able to
read where it is named. Without one the role of the service owns the tables; their policies bind it
all the same, but it could lift them.
"""

from __future__ import annotations

import os
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from django.db import DEFAULT_DB_ALIAS, connections

from rufschutz.core.runtime import SETTINGS_FILE, database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER: Final = "owner"
"""The alias of the connection that may change tables."""

_RIGHTS: Final = (
    "GRANT USAGE ON SCHEMA public TO {user}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {user}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {user}",
)


def owner_url(data: Path) -> str:
    """Return the PostgreSQL URL of the tables' owner, '' where none is named.

    ``RUFSCHUTZ_DATABASE_OWNER`` wins over `database_owner_file` of the settings. Raises `SettingsError`
    where that file cannot be read.
    """
    if chosen := os.environ.get("RUFSCHUTZ_DATABASE_OWNER"):
        return chosen
    path = data / SETTINGS_FILE
    if not path.exists():
        return ""
    file = str(tomllib.loads(path.read_text("utf-8")).get("database_owner_file", ""))
    return database_url(Path(file)) if file else ""


@contextmanager
def owning(data: Path) -> Iterator[str]:
    """Yield the alias of the connection that may change tables; when it ends the service has its rights."""
    url = owner_url(data)
    if not url or connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        yield DEFAULT_DB_ALIAS
        return
    service = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings[OWNER] = {**service, "OPTIONS": {}, **_address(url)}
    try:
        give_rights(OWNER, str(service["USER"]))
        yield OWNER
        give_rights(OWNER, str(service["USER"]))
    finally:
        connections[OWNER].close()
        del connections[OWNER], connections.settings[OWNER]


def give_rights(alias: str, user: str) -> None:
    """Let a role use every table that is there, and change none; nothing where it is the owner itself."""
    connection = connections[alias]
    if (
        user == connection.settings_dict["USER"]
        or "django_migrations" not in connection.introspection.table_names()
    ):
        return
    with connection.cursor() as cursor:
        for words in _RIGHTS:
            cursor.execute(words.format(user=connection.ops.quote_name(user)))


def _address(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
