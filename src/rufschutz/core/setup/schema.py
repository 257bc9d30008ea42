"""Whether the database's tables fit this program: older, the same, or of a newer one.

It reads which migrations were applied and compares them with those that came with the
program; it changes nothing. Voice never asks: it knows no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rufschutz.core.errors import CoreError

if TYPE_CHECKING:
    from django.db.migrations.loader import MigrationLoader


class SchemaError(CoreError):
    """The tables do not fit this program; nothing that reads or writes them may start."""


class SchemaBehindError(SchemaError):
    """The tables are those of an older program."""

    advice = "Stop worker and web, then: rufschutz upgrade . Calls are answered meanwhile."


class SchemaAheadError(SchemaError):
    """The tables are those of a newer program."""

    advice = (
        "Install the version that made them, or a newer one. There is no way back for the tables: "
        "an older program needs the copy of the data that was made before the upgrade."
    )


@dataclass(frozen=True, slots=True)
class Schema:
    """How tables and program compare: names (``app.migration``) that are missing here or unknown there."""

    behind: tuple[str, ...]
    ahead: tuple[str, ...]


def schema() -> Schema:
    """Return how they compare. Raises Django's `DatabaseError` where the database does not answer."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    behind = tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
    return Schema(behind, _unknown(executor.loader))


def require_fit() -> None:
    """Raise `SchemaBehindError` or `SchemaAheadError` unless the tables fit this program."""
    found = schema()
    require_no_newer(found)
    if found.behind:
        raise SchemaBehindError(f"the database is of an older version: {_listed(found.behind)} missing")


def require_no_newer(found: Schema) -> None:
    """Raise `SchemaAheadError` where a newer program has been at the tables."""
    if found.ahead:
        raise SchemaAheadError(f"the database is of a newer version: {_listed(found.ahead)} unknown here")


def _unknown(loader: MigrationLoader) -> tuple[str, ...]:
    """Return what was applied to an app of ours that this program does not have, not even squashed."""
    known = loader.disk_migrations or {}
    labels = {config.label for config in apps.get_app_configs()}
    replaced = {each for migration in known.values() for each in migration.replaces}
    applied = [key for key in (loader.applied_migrations or {}) if key[0] in labels]
    return tuple(f"{app}.{name}" for app, name in sorted(applied) if (app, name) not in {*known, *replaced})


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:3])
    return (
        f"{shown} and {len(names) - 3} more are"
        if len(names) > 3
        else f"{shown} {'is' if len(names) == 1 else 'are'}"
    )
