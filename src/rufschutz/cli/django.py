"""Start Django for a command that reads or writes the record, and hold its tables while it runs."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from rufschutz.cli.passphrase import ask
from rufschutz.core import runtime
from rufschutz.core.backup.mark import require_restored

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

_UNTIL_THE_END = ExitStack()
"""What a program that is no command holds for as long as it runs."""

_HELD = "rufschutz.tables"


def start(*, root_key: bool = True, tables: bool = True, restoring: bool = False) -> runtime.Installation:
    """Set Django up for the installation named by the environment; raise `SettingsError` without one.

    ``root_key`` False: what only looks starts without the root key too. ``tables`` False: what
    makes them, changes them or asks how they are. Everything else is refused while an upgrade
    runs (`UpgradeError`) and on tables that do not fit (`SchemaError`), and keeps upgrades away
    until it ends. Nothing but ``restoring`` starts while a restore is not over (`RestoringError`).
    """
    installation = runtime.read(runtime.default_data())
    if not restoring:
        require_restored(installation.restoring)
    ask(installation.root_key_file)
    if not root_key:
        from rufschutz.site.secret import do_without

        do_without()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rufschutz.site.settings")
    import django

    django.setup()
    if tables:
        _hold_tables(installation)
    return installation


def _hold_tables(installation: runtime.Installation) -> None:
    from rufschutz.core.setup.schema import require_fit
    from rufschutz.core.setup.upgrade import using_tables

    context = click.get_current_context(silent=True)
    if context is not None and context.meta.get(_HELD):
        return
    _keep(context, using_tables(installation.data))
    require_fit()


def _keep(context: click.Context | None, held: AbstractContextManager[None]) -> None:
    """Hold until the command ends, or the program where there is none."""
    if context is None:
        _UNTIL_THE_END.enter_context(held)
        return
    context.with_resource(held)
    context.meta[_HELD] = True
