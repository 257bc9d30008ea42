"""The record's refusals are people's words."""

from __future__ import annotations

from rufschutz.core.errors import CoreError, SettingsError
from rufschutz.domain.errors import RufschutzError


def test_they_share_the_one_root() -> None:
    assert issubclass(SettingsError, CoreError)
    assert issubclass(CoreError, RufschutzError)
    assert (
        SettingsError("no file", advice="Run: rufschutz init").diagnostics()
        == "no file\n  Run: rufschutz init"
    )
