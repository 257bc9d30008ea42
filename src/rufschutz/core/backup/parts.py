"""What the parts of a backup's sealed file are called, in their order there."""

from __future__ import annotations

from typing import Final

SETTINGS: Final = "settings"
PLAN_KEY: Final = "plan_key"
DIRECTORIES: Final = ("plans", "clips", "log")
DATABASE: Final = "database/"
BLOBS: Final = "blobs"
KEYS: Final = "keys"
