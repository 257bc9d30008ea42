"""What the voice process is told when it starts. It reads no file and no environment itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Where things lie and where to listen. ``advertised`` is the address peers reach us at, '' for ``host``.

    ``rtp_ports``: first and last port, or (0, 0) for any free ones; ``port`` 0 for any free one.
    ``disk_reserve`` bytes stay free for facts.
    ``log_directory``: where log files go, None for standard error. ``metrics_port``: where this process
    tells how it fares; None for nowhere.
    ``max_calls`` at once, 0 for what is sane; ``late_ms``: above this
    tick lateness no call is let in; ``drain_seconds`` are the calls' own time at the end.
    """

    plans: Path
    plan_key_file: Path
    clips: Path
    spool: Path
    journals: Path
    run: Path
    host: str
    port: int
    rtp_ports: tuple[int, int]
    advertised: str
    max_calls: int = 0
    late_ms: float = 10.0
    drain_seconds: float = 300.0
    log_directory: Path | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    disk_reserve: int = 200_000_000
