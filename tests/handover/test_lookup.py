"""A question and an answer are one canonical line each; anything else is none."""

from __future__ import annotations

import socket

import pytest

from rufschutz.handover.codec import RecordError
from rufschutz.handover.lookup import (
    FORMAT,
    LONGEST,
    SOCKET,
    LookupAnswer,
    LookupRequest,
    address,
    line_of,
    read_answer,
    read_request,
)

NUMBER = "+493023125042"
REQUEST = LookupRequest(FORMAT, "tenant", "line", NUMBER)


def test_a_question_reads_back():
    assert read_request(line_of(REQUEST)) == REQUEST


@pytest.mark.parametrize(
    "answer",
    [
        LookupAnswer(FORMAT),
        LookupAnswer(FORMAT, True),
        LookupAnswer(FORMAT, False, ("recognise", "reminder")),
    ],
)
def test_an_answer_reads_back(answer):
    assert read_answer(line_of(answer)) == answer


def test_an_answer_holds_nothing_but_what_may_follow():
    assert line_of(LookupAnswer(FORMAT, True)) == (
        b'{"consented":[],"format":"rufschutz-lookup/1","never_record":true}\n'
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"yes\n",
        line_of(REQUEST)[:-1],
        line_of(REQUEST).replace(b'":', b'": '),
        line_of(REQUEST).replace(b"lookup/1", b"lookup/2"),
        b'{"format":"rufschutz-lookup/1"}\n',
        b'"' + b"a" * LONGEST + b'"\n',
    ],
)
def test_what_is_no_question_is_refused_without_its_words(line):
    with pytest.raises(RecordError) as refused:
        read_request(line)
    assert NUMBER not in str(refused.value)


def test_a_socket_is_reached_in_a_directory_too_deep_for_its_address(tmp_path):
    run = tmp_path / ("deep" * 40)
    run.mkdir()
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as asking:
        with address(run) as name:
            listening.bind(name)
        listening.listen()
        with address(run) as name:
            asking.connect(name)
    assert (run / SOCKET).is_socket()
