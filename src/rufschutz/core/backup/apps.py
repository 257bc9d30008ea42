"""Django's name for this app."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    name = "rufschutz.core.backup"
    label = "backup"
