"""The SIP address under which a line can be called, for people who want to try it.

Decides the host and port to name: those the running telephony reports, else those of
the settings. Reads one status file; opens no connection.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation

STATUS_FILE = "voice.json"


def sip_address(user_part: str) -> str:
    """Return ``sip:LINE@HOST:PORT``; '' where no installation is running."""
    installation: Installation | None = settings.INSTALLATION
    if installation is None:
        return ""
    host = installation.advertised or installation.sip_host
    return f"sip:{user_part}@{host}:{_port(installation)}"


def _port(installation: Installation) -> int:
    """Return the port in use: telephony takes a free one where the settings say 0."""
    try:
        status = json.loads((installation.run / STATUS_FILE).read_text("utf-8"))
        return int(status["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return installation.sip_port
