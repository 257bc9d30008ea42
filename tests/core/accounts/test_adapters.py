"""Nobody signs up; second factors lie sealed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import override_settings

from rufschutz.core.accounts.adapters import AccountAdapter, SecondFactorAdapter, SecondFactorError
from rufschutz.core.keys.actions import replace_root
from rufschutz.vault.keystore.root import RootKey


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


def test_what_is_sealed_after_the_root_key_was_replaced_opens_after_the_next_start(
    keys, root, now, settings
) -> None:
    settings.SECRET_KEY = root.web_secret()
    settings.INSTALLATION = SimpleNamespace(root_key_file=root.path)
    replace_root(root.path, b"", "p" * 32, now, lambda _old, _new: None)
    sealed = SecondFactorAdapter().encrypt("otp")
    assert SecondFactorAdapter().decrypt(sealed) == "otp"
    settings.SECRET_KEY, settings.INSTALLATION = RootKey.load(root.path).web_secret(), None
    assert SecondFactorAdapter().decrypt(sealed) == "otp"
