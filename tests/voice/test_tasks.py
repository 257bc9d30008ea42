"""A task is kept until it ends, and its failure is heard."""

from __future__ import annotations

import asyncio
import logging

import pytest

from rufschutz.voice.tasks import Tasks, log_failure


async def fail():
    raise ValueError("+49 30 23125 001 is busy")


@pytest.mark.asyncio
async def test_a_failed_task_is_heard_by_name():
    heard = []
    tasks = Tasks(lambda name, error: heard.append((name, type(error))))
    await asyncio.wait([tasks.start(fail(), "speak")])
    await asyncio.sleep(0)

    assert heard == [("speak", ValueError)]
    assert len(tasks) == 0


@pytest.mark.asyncio
async def test_a_task_is_kept_until_it_ends():
    tasks, go = Tasks(), asyncio.Event()
    task = tasks.start(go.wait(), "wait")
    assert len(tasks) == 1

    go.set()
    assert await task is True
    assert len(tasks) == 0


@pytest.mark.asyncio
async def test_closing_cancels_and_a_cancelled_task_is_no_failure():
    heard = []
    tasks = Tasks(lambda name, error: heard.append(name))
    task = tasks.start(asyncio.Event().wait(), "wait")
    await tasks.close()

    assert task.cancelled()
    assert heard == []


def test_the_log_has_the_kind_of_the_error_and_not_its_words(caplog):
    with caplog.at_level(logging.ERROR):
        log_failure("speak", ValueError("+49 30 23125 001 is busy"))

    assert caplog.messages == ["task speak failed: ValueError"]
