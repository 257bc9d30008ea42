"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.offboarding"
    label = "offboarding"

    def ready(self) -> None:
        """Name what a second person's word on an offboarding begins."""
        import_module("rufschutz.core.offboarding.actions.asking")
