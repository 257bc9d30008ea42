"""Requests that may be sent again."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.api.caller import Caller
from rufschutz.api.repeats import once_only, repeatable
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
