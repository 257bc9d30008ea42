"""Asked at a terminal, a few times, and never where nobody sits."""

from __future__ import annotations

import sys

import click
import pytest

from rufschutz.cli import passphrase as asking
from rufschutz.vault.keystore import passphrase
from rufschutz.vault.keystore.root import PassphraseWrong, RootKey

RIGHT = "eine lange Wendung"


@pytest.fixture
def sealed(tmp_path, monkeypatch):
    path = tmp_path / "root.key"
    RootKey.create(path).wrap_anew(path, passphrase.normal(RIGHT))
    monkeypatch.delenv(passphrase.DESCRIPTOR, raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    passphrase.give(b"")
    yield path
    passphrase.give(b"")


def typed(monkeypatch, *words):
    left = list(words)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: left.pop(0))
    return left


def test_a_slip_may_be_mended(sealed, monkeypatch, capsys):
    typed(monkeypatch, "falsch", RIGHT)
    asking.ask(sealed)
    assert RootKey.load(sealed)
    assert "does not open" in capsys.readouterr().err


def test_three_wrong_ones_are_enough(sealed, monkeypatch):
    left = typed(monkeypatch, "a", "b", "c", RIGHT)
    with pytest.raises(PassphraseWrong):
        asking.ask(sealed)
    assert left == [RIGHT]
    assert not passphrase.known()


def test_without_a_terminal_or_for_an_open_key_nothing_is_asked(sealed, monkeypatch, tmp_path):
    typed(monkeypatch)
    RootKey.create(tmp_path / "open.key")
    asking.ask(tmp_path / "open.key")
    asking.ask(tmp_path / "none.key")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    asking.ask(sealed)


def test_a_new_one_is_never_read_from_a_pipe(monkeypatch):
    left = typed(monkeypatch, RIGHT)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(click.UsageError, match="at a terminal"):
        asking.choose()
    assert left == [RIGHT]


def test_a_short_one_is_refused(monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    typed(monkeypatch, "kurz")
    with pytest.raises(click.UsageError, match="at least 12"):
        asking.choose()
    typed(monkeypatch, RIGHT)
    assert asking.choose() == RIGHT.encode()
