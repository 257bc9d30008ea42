"""``rufschutz drill``: a restore is rehearsed in a throw-away place, and nothing deleted may be readable."""

from __future__ import annotations

from rufschutz.cli.drill.command import command

__all__ = ["command"]
