"""What would make this installation unsafe or unlawful, found by looking.

One module a theme; each yields findings and mends nothing. `check` asks them all.
"""

from __future__ import annotations

from rufschutz.core.setup.checks.finding import Finding, Level
from rufschutz.core.setup.checks.machine import Machine, look
from rufschutz.core.setup.checks.round import check

__all__ = ["Finding", "Level", "Machine", "check", "look"]
