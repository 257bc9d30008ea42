"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.holds"
    label = "holds"

    def ready(self) -> None:
        """Name what proposals about holds do when they take effect, and what a restore does again."""
        import_module("rufschutz.core.holds.actions.effects")
        import_module("rufschutz.core.holds.actions.again")
