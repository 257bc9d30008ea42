"""What the settings say of logs, metrics and health: read from `rufschutz.toml`, with defaults.

It reads and refuses; nothing is opened here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.logs import Format, LogChoice
from rufschutz.adapters.metrics import PROCESSES, MetricsChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_DAYS: Final = 90
"""Logs are data: who wants them for longer has to say why, and where."""


def log_choice(table: Mapping[str, object], data: Path) -> LogChoice:
    """Return what is said of logs; a relative ``log_directory`` begins at ``data``. Raises `ValueError`."""
    directory = str(table.get("log_directory", ""))
    days = int(str(table.get("log_days", 14)))
    most = int(str(table.get("log_megabytes", 16)))
    if not 1 <= days <= _LONGEST_DAYS or most < 1:
        raise ValueError(f"log_days is between 1 and {_LONGEST_DAYS}, log_megabytes at least 1")
    return LogChoice(
        format=Format(str(table.get("log_format", Format.AUTO.value))),
        directory=data / Path(directory) if directory else None,
        days=days,
        most=most * 1024 * 1024,
    )


def metrics_choice(table: Mapping[str, object]) -> MetricsChoice:
    """Return where metrics and health are told; ``metrics_ports = ""``: nowhere. Raises `ValueError`."""
    host = str(table.get("metrics_host", "127.0.0.1"))
    given = table.get("metrics_ports", [9420, 9421, 9422])
    if not given:
        return MetricsChoice(host, ())
    if not isinstance(given, list) or len(given) != len(PROCESSES):
        raise ValueError(f"metrics_ports has a port for each of {', '.join(PROCESSES)}, or is empty")
    ports = tuple(int(str(port)) for port in given)
    if not all(0 <= port <= 65_535 for port in ports):
        raise ValueError("a port of metrics_ports is between 0 and 65535")
    return MetricsChoice(host, ports)
