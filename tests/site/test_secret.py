"""The web secret follows from the root key and is nowhere else."""

from __future__ import annotations

import pytest

from rufschutz.site.secret import do_without, web_secret
from rufschutz.vault.keystore.root import RootKey, RootKeyMissing


def test_one_root_key_one_secret(tmp_path) -> None:
    one, two = RootKey.create(tmp_path / "one"), RootKey.create(tmp_path / "two")
    assert web_secret(tmp_path / "one") == web_secret(tmp_path / "one") != web_secret(tmp_path / "two")
    assert one.key.hex() not in web_secret(tmp_path / "one")
    assert two.key.hex() not in web_secret(tmp_path / "two")


def test_without_the_root_key_nothing_starts(tmp_path) -> None:
    with pytest.raises(RootKeyMissing):
        web_secret(tmp_path / "gone")


def test_what_only_looks_gets_a_secret_that_opens_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("rufschutz.site.secret._without", [])
    do_without()
    secret = web_secret(tmp_path / "gone")
    assert len(secret) == 64
    RootKey.create(tmp_path / "one")
    assert web_secret(tmp_path / "one") == secret
