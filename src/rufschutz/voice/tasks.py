"""The one place where an asyncio task starts.

It decides nothing but this: a task that was started is kept until it ends, and
an exception that nobody awaited reaches a handler. It must never swallow one.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


def log_failure(name: str, error: BaseException) -> None:
    """Report a failed task by its name and the error's type; an error's words may hold personal data."""
    _log.error("task %s failed: %s", name, type(error).__name__)


class Tasks:
    """The running tasks of one owner.

    ``on_failure`` hears the name and the exception of every task that failed.
    A cancelled task is no failure.
    """

    def __init__(self, on_failure: Callable[[str, BaseException], None] = log_failure) -> None:
        self._on_failure = on_failure
        self._running: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, work: Coroutine[Any, Any, _Result], name: str) -> asyncio.Task[_Result]:
        """Start ``work`` in the running loop and keep it until it ends."""
        task = asyncio.create_task(work, name=name)  # noqa: TID251 - this is the one home of tasks
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def cancel(self) -> None:
        """Cancel what still runs without waiting for it."""
        for task in tuple(self._running):
            task.cancel()

    async def close(self) -> None:
        """Cancel what still runs and wait until it is over."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._on_failure(task.get_name(), error)
