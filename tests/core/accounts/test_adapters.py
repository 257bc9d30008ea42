"""Nobody signs up; second factors lie sealed."""

from __future__ import annotations

import pytest
from django.test import override_settings

from rufschutz.core.accounts.adapters import AccountAdapter, SecondFactorAdapter, SecondFactorError


def test_nobody_signs_up(rf) -> None:
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False


def test_a_sealed_secret_opens_with_the_same_root_only() -> None:
    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSW" not in sealed
    assert adapter.encrypt("JBSWY3DPEHPK3PXP") != sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    with override_settings(SECRET_KEY="another"), pytest.raises(SecondFactorError):
        adapter.decrypt(sealed)


@pytest.mark.parametrize("damaged", ["", "zz", "00" * 40])
def test_a_damaged_secret_does_not_open(damaged: str) -> None:
    with pytest.raises(SecondFactorError, match="cannot be opened"):
        SecondFactorAdapter().decrypt(damaged)
