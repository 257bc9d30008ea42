from __future__ import annotations

import pytest

from rufschutz.console.calls.ranges import RangeNotSatisfiableError, Span, read_range


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, Span(0, 100, partial=False)),
        ("bytes=0-", Span(0, 100, partial=True)),
        ("bytes=0-0", Span(0, 1, partial=True)),
        ("bytes=10-19", Span(10, 20, partial=True)),
        ("bytes=90-500", Span(90, 100, partial=True)),
        ("bytes=-30", Span(70, 100, partial=True)),
        ("bytes=-500", Span(0, 100, partial=True)),
        ("Bytes = 1-2", Span(0, 100, partial=False)),
        ("bytes=0-1,5-6", Span(0, 100, partial=False)),
        ("bytes=9-3", Span(0, 100, partial=False)),
        ("bytes=-", Span(0, 100, partial=False)),
        ("seconds=1-2", Span(0, 100, partial=False)),
    ],
)
def test_what_a_range_header_asks_for(header: str | None, span: Span) -> None:
    assert read_range(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_without_a_byte_is_refused(header: str) -> None:
    with pytest.raises(RangeNotSatisfiableError):
        read_range(header, 100)


def test_nothing_can_be_asked_of_an_empty_body() -> None:
    with pytest.raises(RangeNotSatisfiableError):
        read_range("bytes=0-", 0)


def test_the_answer_names_the_part_it_holds() -> None:
    assert read_range("bytes=10-19", 100).content_range(100) == "bytes 10-19/100"
    assert read_range("bytes=10-19", 100).size == 10
