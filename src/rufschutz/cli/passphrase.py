"""Asking a person for the root key's passphrase, at a terminal and nowhere else: never a pipe or a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rufschutz.vault.keystore import passphrase
from rufschutz.vault.keystore.root import PassphraseWrong, RootKey, RootKeyError, is_sealed
from rufschutz.vault.keystore.sealed import SHORTEST

if TYPE_CHECKING:
    from pathlib import Path

TRIES = 3


def ask(path: Path) -> None:
    """Ask until the root key at ``path`` opens, where it is sealed and nobody gave the passphrase yet.

    Without a terminal, or where the key cannot be read at all, nothing is asked: whoever loads
    the key says why it cannot be. Raises `PassphraseWrong` after three tries.
    """
    try:
        wanted = is_sealed(path) and not passphrase.known() and sys.stdin.isatty()
    except RootKeyError:
        return
    for left in reversed(range(TRIES if wanted else 0)):
        passphrase.give(
            passphrase.normal(click.prompt("Passphrase of the root key", hide_input=True, err=True))
        )
        try:
            RootKey.load(path)
        except PassphraseWrong as error:
            passphrase.give(b"")
            if not left:
                raise
            click.echo(str(error), err=True)
        else:
            return


def choose() -> bytes:
    """Ask for a new passphrase, twice.

    Raises `click.UsageError` without a terminal, or for one that is too short.
    """
    if not sys.stdin.isatty():
        raise click.UsageError("a new passphrase is typed at a terminal, twice; nothing was changed")
    words = str(click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))
    if len(words) < SHORTEST:
        raise click.UsageError(f"a passphrase has at least {SHORTEST} characters; nothing was changed")
    return passphrase.normal(words)
