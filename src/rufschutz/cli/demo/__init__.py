"""``rufschutz demo``: one caller walks through everything, before your eyes."""

from __future__ import annotations

from rufschutz.cli.demo.command import command

__all__ = ["command"]
