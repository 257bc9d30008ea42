"""Start Django for a command that reads or writes the record."""

from __future__ import annotations

import os

from rufschutz.cli.passphrase import ask
from rufschutz.core import runtime


def start(*, root_key: bool = True) -> runtime.Installation:
    """Set Django up for the installation named by the environment; raise `SettingsError` without one.

    ``root_key`` False: what only looks starts without the root key too.
    """
    installation = runtime.read(runtime.default_data())
    ask(installation.root_key_file)
    if not root_key:
        from rufschutz.site.secret import do_without

        do_without()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rufschutz.site.settings")
    import django

    django.setup()
    return installation
