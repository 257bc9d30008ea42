"""What all tests share: nothing reaches the network, and every left-out test is named."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "fixtures"))

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

settings.register_profile("house", deadline=None, max_examples=100)
settings.load_profile("house")


def _is_there(name: str) -> bool:
    """Whether the machine has a program; ``root`` is whether we are root."""
    return os.geteuid() == 0 if name == "root" else shutil.which(name) is not None


@contextmanager
def logging_kept() -> Iterator[None]:
    """Undo whatever the block does to logging: root handlers and level, what is switched off."""
    root = logging.getLogger()
    handlers, level, off = root.handlers[:], root.level, root.manager.disable
    raising = logging.raiseExceptions
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.disable(off)
        logging.raiseExceptions = raising
        for name, logger in list(root.manager.loggerDict.items()):
            if name.split(".")[0] == "rufschutz" and isinstance(logger, logging.Logger):
                logger.disabled, logger.propagate = False, True
                logger.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Let no test keep the next one's log from being seen."""
    with logging_kept():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """On PostgreSQL nobody but the migrations owns a table."""
    from second_wall import as_user

    with django_db_blocker.unblock(), as_user():
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ALLOW_MISSING=1 leave out what needs a program that the machine lacks, and say so."""
    if os.environ.get("ALLOW_MISSING") != "1":
        return
    kept, out = [], []
    for item in items:
        marker = item.get_closest_marker("needs")
        lacking = [name for name in (marker.args if marker else ()) if not _is_there(name)]
        (out if lacking else kept).append(item)
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = kept
        for item in out:
            print(f"left out: {item.nodeid}")  # noqa: T201 - the list the operator asked for
