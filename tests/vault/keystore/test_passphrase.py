"""A passphrase comes through a pipe, as a credential, or from a person; and is asked for once."""

from __future__ import annotations

import os

import pytest

from rufschutz.vault.keystore import passphrase
from rufschutz.vault.keystore.errors import PassphraseMissing


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(passphrase.DESCRIPTOR, raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    passphrase.give(b"")
    yield
    passphrase.give(b"")


def test_nobody_gave_one() -> None:
    assert not passphrase.known()
    with pytest.raises(PassphraseMissing):
        passphrase.given()


def test_through_a_pipe_which_no_child_inherits(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, "Grüße aus dem Rohr\n".encode())
    os.close(writing)
    monkeypatch.setenv(passphrase.DESCRIPTOR, str(reading))
    assert passphrase.given() == passphrase.given() == "Grüße aus dem Rohr".encode()
    assert passphrase.DESCRIPTOR not in os.environ
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(reading)


def test_as_a_credential(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert not passphrase.known()
    (tmp_path / "rufschutz-passphrase").write_text("from systemd\n")
    assert passphrase.given() == b"from systemd"


def test_however_it_is_composed_it_is_the_same() -> None:
    assert passphrase.normal("Gr\u00fc\u00dfe") == passphrase.normal("Gru\u0308\u00dfe\r\n")
