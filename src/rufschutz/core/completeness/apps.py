"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.completeness"
    label = "completeness"

    def ready(self) -> None:
        """Let the log tell of files that differ."""
        import_module("rufschutz.core.completeness.actions.files")
