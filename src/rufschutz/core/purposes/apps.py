"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.purposes"
    label = "purposes"

    def ready(self) -> None:
        """Name what proposals about the policy do when they take effect."""
        import_module("rufschutz.core.purposes.actions.publication")
