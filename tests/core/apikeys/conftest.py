"""Whoever makes a key here has an account, as a key needs somebody who stands for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))

from staff import employ

if TYPE_CHECKING:
    from rufschutz.core.accounts.models import User
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


@pytest.fixture(autouse=True)
def maker(owner: Actor, now: Millis) -> User:
    """The owner's account."""
    return employ(owner, now)
