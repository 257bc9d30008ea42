"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.audit"
    label = "audit"

    def ready(self) -> None:
        """Name what an order to erase entries' words does when it takes effect, and when it is lost."""
        import_module("rufschutz.core.audit.actions.ordered")
        import_module("rufschutz.core.audit.actions.again")
