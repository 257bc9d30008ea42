"""Start Django for a command that reads or writes the record."""

from __future__ import annotations

import os

from rufschutz.core import runtime


def start() -> runtime.Installation:
    """Set Django up for the installation named by the environment; raise `SettingsError` without one."""
    installation = runtime.read(runtime.default_data())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rufschutz.site.settings")
    import django

    django.setup()
    return installation
