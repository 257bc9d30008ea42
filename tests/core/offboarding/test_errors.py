"""Each refusal says what to do next."""

from __future__ import annotations

import pytest

from rufschutz.core.offboarding.errors import HeldError, OffboardingError, WrongReceiptError


@pytest.mark.parametrize("kind", [OffboardingError, HeldError, WrongReceiptError])
def test_it_has_an_advice(kind) -> None:
    assert kind("no").advice
