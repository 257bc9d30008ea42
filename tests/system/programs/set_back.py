"""Set the tables back to those of a released program: set_back.py '[["app", "last migration"], …]'."""

from __future__ import annotations

import json
import sys

from rufschutz.cli.django import start

start()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

released = dict(json.loads(sys.argv[1]))
loader = MigrationExecutor(connection).loader
ours = {app for (app, _), each in loader.disk_migrations.items() if each.__module__.startswith("rufschutz.")}
before = len(loader.applied_migrations)
for app in sorted(ours):
    call_command("migrate", app, released.get(app, "zero"), verbosity=0, interactive=False)
json.dump(before - len(MigrationExecutor(connection).loader.applied_migrations), sys.stdout)
