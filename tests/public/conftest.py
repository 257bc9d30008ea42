"""What the tests of the public pages share: one practice at work, and a browser that nobody signed in."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_stage import TENANT, Stage

from rufschutz.adapters.clock import Clock
from rufschutz.core.base import tenant_scope
from rufschutz.core.setup import opened
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.ids import TenantId


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A language that a page was shown in does not outlive the test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def stage(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An installation with one practice; the pages have its keys."""
    made = Stage.build(tmp_path, Millis(Clock().now() - 8 * DAY))
    monkeypatch.setattr(opened, "keys", lambda: made.keys)
    monkeypatch.setattr(opened, "place", lambda: made.place)
    monkeypatch.setattr(opened, "log_directory", lambda: made.root / "log")
    return made


@pytest.fixture
def browser() -> Client:
    """Somebody's browser."""
    return Client()


class Form:
    """The hidden fields of a form on a page."""

    def __init__(self, page: str) -> None:
        self.fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    def filled(self, **values: str) -> dict[str, str]:
        """Return what a browser sends."""
        return {**self.fields, **values}


@pytest.fixture
def form() -> type[Form]:
    """Read the form of a page."""
    return Form


@pytest.fixture
def tenant(stage: Stage) -> TenantId:
    """The practice."""
    return TENANT


@pytest.fixture
def scope(stage: Stage) -> Iterator[None]:
    """The practice's scope, open for the whole test."""
    with tenant_scope(TENANT):
        yield
