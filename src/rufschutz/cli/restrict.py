"""``rufschutz restrict``: lock a call away at once, by one person (Art. 18 GDPR)."""

from __future__ import annotations

from rufschutz.cli.hold import restrict as command

__all__ = ["command"]
