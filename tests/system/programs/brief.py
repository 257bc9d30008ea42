"""Puts a short noise in the place of every sentence: whole calls take seconds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import Clock
from rufschutz.core.purposes.actions import Shelves, publish
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import lines, tenant_ids

sys.path.insert(0, str(Path(__file__).parent / "kill_drill"))

from sounds import shorten

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation

FRAMES = 30
"""Of 20 ms, for each sentence: long enough to press a key in the midst of it."""


def speak_briefly(installation: Installation) -> None:
    """Publish each line's plan, shorten what it says, and publish it again."""
    keys, shelves = unlock(installation), Shelves(installation.plans, installation.clips)
    every_line = [(tenant, line) for tenant in tenant_ids() for line in lines(tenant)]
    for tenant, line in every_line:
        publish(keys, tenant, line, shelves, Clock().now())
    shorten(installation.clips, FRAMES)
    for tenant, line in every_line:
        publish(keys, tenant, line, shelves, Clock().now())
