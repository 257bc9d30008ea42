"""Django's name for this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.consent"
    label = "consent"

    def ready(self) -> None:
        """Say which evidence keeps an older evidence key, and what a request to take the ledger out does."""
        import_module("rufschutz.core.consent.proofs")
        import_module("rufschutz.core.consent.actions.leaving")
