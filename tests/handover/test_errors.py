"""Every refusal of the hand-over has one root and tells a person what to do next."""

from __future__ import annotations

import importlib
import pkgutil

import rufschutz.handover
from rufschutz.domain.errors import RufschutzError
from rufschutz.handover.errors import HandoverError


def leaves(root: type[RufschutzError]) -> set[type[RufschutzError]]:
    children = root.__subclasses__()
    return {root} if not children else {leaf for child in children for leaf in leaves(child)}


def load_all() -> None:
    for module in pkgutil.walk_packages(rufschutz.handover.__path__, "rufschutz.handover."):
        importlib.import_module(module.name)


def test_every_refusal_says_what_to_do_next() -> None:
    load_all()
    assert issubclass(HandoverError, RufschutzError)
    assert {error for error in leaves(HandoverError) if not error.advice} == set()


def test_no_refusal_stands_outside_the_root() -> None:
    load_all()
    strangers = [
        error
        for error in leaves(RufschutzError)
        if error.__module__.startswith("rufschutz.handover") and not issubclass(error, HandoverError)
    ]
    assert strangers == []
