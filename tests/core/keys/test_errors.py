"""A refusal says what to do next."""

from __future__ import annotations

from rufschutz.core.keys.errors import KeyGoneError, NotInstalledError


def test_each_refusal_has_advice() -> None:
    assert "rufschutz init" in NotInstalledError("no installation").diagnostics()
    assert "verify" in KeyGoneError("gone").diagnostics()
