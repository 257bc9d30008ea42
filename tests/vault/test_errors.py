"""Every refusal of the vault has one root and tells a person what to do next."""

from __future__ import annotations

import importlib
import pkgutil

import rufschutz.vault
from rufschutz.domain.errors import RufschutzError
from rufschutz.vault.errors import VaultError


def leaves(root: type[RufschutzError]) -> set[type[RufschutzError]]:
    children = root.__subclasses__()
    return {root} if not children else {leaf for child in children for leaf in leaves(child)}


def load_all() -> None:
    for module in pkgutil.walk_packages(rufschutz.vault.__path__, "rufschutz.vault."):
        importlib.import_module(module.name)


def test_every_refusal_says_what_to_do_next() -> None:
    load_all()
    assert issubclass(VaultError, RufschutzError)
    assert {error for error in leaves(VaultError) if not error.advice} == set()


def test_no_refusal_stands_outside_the_root() -> None:
    load_all()
    strangers = [
        error
        for error in leaves(RufschutzError)
        if error.__module__.startswith("rufschutz.vault") and not issubclass(error, VaultError)
    ]
    assert strangers == []
