"""The one answer is the same for all."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.second import OnDay, Unknown


def test_unknown_tells_nothing_apart():
    assert Unknown() == Unknown()
    assert repr(Unknown()) == "Unknown()"


def test_a_day_alone_is_no_second_factor():
    with pytest.raises(TypeError, match="lines"):
        OnDay("2026-09-21")  # type: ignore[call-arg]
