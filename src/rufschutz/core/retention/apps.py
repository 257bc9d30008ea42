"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.retention"
    label = "retention"

    def ready(self) -> None:
        """Name what proposals to delete do when they take effect."""
        import_module("rufschutz.core.retention.actions.requested")
        import_module("rufschutz.core.retention.actions.again")
