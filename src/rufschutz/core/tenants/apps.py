"""Django's name for this app; the walls between tenants stand as soon as their tables do."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "rufschutz.core.tenants"
    label = "tenants"

    def ready(self) -> None:
        """Close each table that a migration makes."""
        from rufschutz.core.postgres.policies import after_migrate  # noqa: PLC0415 - the models come first

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="rufschutz.walls")
