"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.backup"
    label = "backup"

    def ready(self) -> None:
        """Name what a restore does again to accesses, answers and policies."""
        import_module("rufschutz.core.backup.actions.access")
