"""SQLite makes a table anew to change its columns, and the guards of the old one go with it."""

from importlib import import_module

from django.db import migrations

GUARDS = import_module("rufschutz.core.purposes.migrations.0003_purpose_stays")


def guard_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in GUARDS.SQLITE:
            schema_editor.execute(statement.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("purposes", "0004_proposals_have_a_room_of_their_own"),
        ("recordings", "0003_what_the_last_look_found"),
    ]

    operations = [migrations.RunPython(guard_again, migrations.RunPython.noop)]
