"""A stream falls into its messages, however it is cut; where it cannot, it is over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.voice.sip.errors import FramingError
from rufschutz.voice.sip.framing import MAX_BODY, MAX_HEAD, Framer

ONE = b"OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 4\r\n\r\nbody"
TWO = b"SIP/2.0 200 OK\r\nl:0\r\n\r\n"
FOLDED = b"BYE sip:a@b SIP/2.0\r\nContent-LENGTH\t:\r\n 2\r\nX: y\r\n\r\nxx"


def messages(*chunks):
    framer, found = Framer(), []
    for chunk in chunks:
        framer.feed(chunk)
        while (message := framer.take()) is not None:
            found.append(message)
    return found, framer


@given(st.lists(st.sampled_from([ONE, TWO, FOLDED, b"\r\n", b"\r\n\r\n"])), st.data())
def test_however_a_stream_is_cut_the_same_messages_come_out(parts, data):
    stream = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    found, framer = messages(*chunks)

    assert found == [part for part in parts if part.strip()]
    assert not framer.waits


def test_byte_by_byte():
    found, _ = messages(*(bytes([each]) for each in ONE + TWO + FOLDED))

    assert found == [ONE, TWO, FOLDED]


@pytest.mark.parametrize(
    ("chunks", "pings"),
    [
        ([b"\r\n\r\n"], 1),
        ([b"\r", b"\n\r", b"\n"], 1),
        ([b"\r\n", b"\r\n", b"\r\n\r\n"], 2),
        ([b"\r\n" + ONE + b"\r\n"], 0),
        ([b"\r\n\r\n" + ONE + b"\r\n\r\n"], 2),
    ],
)
def test_two_empty_lines_are_a_keep_alive_and_one_is_nothing(chunks, pings):
    _, framer = messages(*chunks)

    assert framer.take_pings() == pings
    assert framer.take_pings() == 0


@pytest.mark.parametrize(
    ("lengths", "code"),
    [
        (b"X: y", 400),
        (b"Content-Length: -1", 400),
        (b"Content-Length: 1 2", 400),
        (b"Content-Length: ", 400),
        (b"Content-Length: 1\r\nl: 2", 400),
        (b"Content-Length: %d" % (MAX_BODY + 1), 413),
        (b"Content-Length: 99999999999", 400),
    ],
)
def test_a_message_whose_end_is_unknown_ends_the_stream(lengths, code):
    with pytest.raises(FramingError) as broken:
        messages(ONE.replace(b"Content-Length: 4", lengths))

    assert broken.value.code == code
    assert broken.value.head.startswith(b"OPTIONS")


def test_the_same_length_twice_is_one_length():
    twice = ONE.replace(b"Content-Length: 4", b"Content-Length: 4\r\nl:04")

    assert messages(twice)[0] == [twice]


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00\r\n",
        b"OPTIONS sip:a@b SIP/2.0\r\nX: " + b"y" * MAX_HEAD,
        b"x" * (MAX_HEAD + 1),
        b"OPTIONS sip:a@b SIP/2.0\r\nX: " + b"y" * MAX_HEAD + b"\r\n\r\n",
    ],
)
def test_what_is_no_sip_is_cut_off_without_an_answer(data):
    with pytest.raises(FramingError) as broken:
        messages(data)

    assert broken.value.code == 0


def test_a_message_that_has_begun_is_waited_for():
    _, framer = messages(ONE[:-1])

    assert framer.waits
