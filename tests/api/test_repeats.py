"""Requests that may be sent again."""

from __future__ import annotations

import pytest
from django.db import connection

from rufschutz.adapters.clock import Clock
from rufschutz.api.caller import Caller
from rufschutz.api.repeats import once_only, once_prepared, repeatable
from rufschutz.api.shapes import Shape
from rufschutz.core.apikeys.actions import OtherRequestError
from rufschutz.core.apikeys.queries import bearer


class Count(Shape):
    """How often it was done."""

    times: int


class Work:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Count:
        self.times += 1
        return Count(times=self.times)


@pytest.fixture
def caller(machine) -> Caller:
    now = Clock().now()
    return Caller(bearer(machine.token, now), now)


@pytest.mark.parametrize("way", [repeatable, once_only])
def test_without_a_name_it_is_done_each_time(caller, way):
    work = Work()
    assert [way(caller, "", b"", work).content for _ in range(2)] == [b'{"times":1}', b'{"times":2}']


@pytest.mark.parametrize("way", [repeatable, once_only])
def test_with_a_name_it_is_done_once_and_answered_alike(caller, way):
    work = Work()
    answers = [way(caller, "r-1", b"content", work, 201) for _ in range(2)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, b'{"times":1}')}
    with pytest.raises(OtherRequestError):
        way(caller, "r-1", b"other", work)


def test_what_takes_long_is_got_ready_before_the_transaction_and_once(caller):
    outside, depths, work = len(connection.savepoint_ids), [], Work()

    def prepare():
        depths.append(len(connection.savepoint_ids))
        return work

    for _ in range(2):
        assert once_prepared(caller, "r-1", b"content", prepare).content == b'{"times":1}'
    assert depths == [outside]
    assert once_prepared(caller, "", b"content", prepare).content == b'{"times":2}'
