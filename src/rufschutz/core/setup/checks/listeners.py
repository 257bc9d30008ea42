"""Who listens where metrics and health are to be told: this installation, another program, or nobody.

Asks over loopback or the address in the settings, once and shortly; decides nothing.
"""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.metrics import PROCESSES
from rufschutz.adapters.metrics.endpoint import MARK, mark

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation

_SECONDS: Final = 1.0


def strangers(installation: Installation) -> frozenset[int]:
    """Return the metrics ports at which another program answers, or another installation."""
    metrics = installation.metrics
    ports = ((process, metrics.port(process)) for process in PROCESSES)
    return frozenset(port for process, port in ports if port and _strange(installation, process, port))


def _strange(installation: Installation, process: str, port: int) -> bool:
    connection = http.client.HTTPConnection(installation.metrics.host, port, timeout=_SECONDS)
    try:
        connection.connect()
    except OSError:
        return False
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().getheader(MARK) != mark(installation.run, process)
    except (OSError, http.client.HTTPException):
        return True
    finally:
        connection.close()
