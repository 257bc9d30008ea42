"""Let the lines speak in short noises, whatever they say."""

from __future__ import annotations

from rufschutz.cli.django import start

installation = start()

from brief import speak_briefly  # noqa: E402 - Django first

speak_briefly(installation)
