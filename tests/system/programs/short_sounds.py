"""Puts a short noise in the place of every sentence of the line: a whole call takes seconds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "kill_drill"))

from sounds import shorten

shorten(Path(os.environ["RUFSCHUTZ_DATA"]) / "clips")
