"""What all tests share: nothing reaches the network, and every left-out test is named."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

settings.register_profile("house", deadline=None, max_examples=100)
settings.load_profile("house")


def _is_there(name: str) -> bool:
    """Whether the machine has a program; ``root`` is whether we are root."""
    return os.geteuid() == 0 if name == "root" else shutil.which(name) is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ALLOW_MISSING=1 leave out what needs a program that the machine lacks, and say so."""
    if os.environ.get("ALLOW_MISSING") != "1":
        return
    kept, out = [], []
    for item in items:
        marker = item.get_closest_marker("needs")
        lacking = [name for name in (marker.args if marker else ()) if not _is_there(name)]
        (out if lacking else kept).append(item)
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = kept
        for item in out:
            print(f"left out: {item.nodeid}")  # noqa: T201 - the list the operator asked for
