"""Proposals, approvals and opinions are about more than the policy: they move to an app of their own."""

from django.db import migrations

MOVED = ("Proposal", "Approval", "Opinion")


class Migration(migrations.Migration):
    dependencies = [("purposes", "0003_purpose_stays")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable(name.lower(), f"approvals_{name.lower()}") for name in MOVED
            ],
            state_operations=[migrations.DeleteModel(name) for name in MOVED],
        ),
    ]
