"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.recordings"
    label = "recordings"

    def ready(self) -> None:
        """Name what a request to listen does when it takes effect."""
        import_module("rufschutz.core.recordings.actions.sampling")
