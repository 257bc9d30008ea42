"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.consent"
    label = "consent"

    def ready(self) -> None:
        """Say which evidence keeps an older evidence key: events are append-only."""
        import_module("rufschutz.core.consent.proofs")
