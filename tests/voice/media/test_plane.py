from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING, Any

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.domain.ids import CallId, PlaybackId
from rufschutz.domain.moments import Millis
from rufschutz.voice.media import rtcp
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, Silent
from rufschutz.voice.media.outgoing import MediaFormat, StreamIdentity
from rufschutz.voice.media.plane import MediaPlane
from rufschutz.voice.media.pool import PortPool
from rufschutz.voice.media.rtp import build
from rufschutz.voice.media.session import MediaSession, SessionSetup

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"


@pytest.fixture
def plane() -> Iterator[MediaPlane]:
    plane = MediaPlane(PortPool(HOST, 0), capacity=4)
    yield plane
    plane.shut_down()


@pytest.fixture
def caller() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HOST, 0))
        opened.settimeout(5)
        yield opened


def join(plane: MediaPlane, remote: socket.socket, name: str = "call") -> MediaSession:
    session = plane.open(SessionSetup(CallId(name), StreamIdentity(5, 0, 0)))
    session.negotiate(MediaFormat(), remote.getsockname(), Millis(0))
    return session


def send(caller: socket.socket, session: MediaSession, datagram: bytes) -> None:
    """Send and wait until the datagram lies in the session's socket."""
    caller.sendto(datagram, (HOST, session.port))
    assert select.select([session.ports.rtp], [], [], 5)[0]


def test_a_tick_hears_every_call_and_answers_each(plane: MediaPlane, caller: socket.socket) -> None:
    first, second = join(plane, caller, "a"), join(plane, caller, "b")
    for session in (first, second):
        send(caller, session, build(8, 0, 0, 9, Codec.PCMA.silence))
    assert plane.tick(Millis(20)) == []
    assert [s.statistics().received for s in (first, second)] == [1, 1]
    assert {len(caller.recv(2_048)) for _ in range(2)} == {172}


def test_prompts_keys_and_losses_come_back_as_events(plane: MediaPlane, caller: socket.socket) -> None:
    session = join(plane, caller)
    session.play(PlaybackId(1), b"p" * 160, Millis(0))
    send(caller, session, build(101, 0, 0, 9, bytes([1, 10, 0, 160]), marker=True))
    events = plane.tick(Millis(20))
    assert [type(event) for event in events] == [Digit, PlaybackDone]
    assert isinstance(events[0], Digit)
    assert events[0].key is Key.K1
    assert [type(event) for event in plane.tick(Millis(20_020))] == [MediaLost]


def test_a_captured_caller_who_says_nothing_is_reported(
    plane: MediaPlane, caller: socket.socket, grant: Any
) -> None:
    session = join(plane, caller)
    session.start_capture(grant, lambda _: None, Millis(0), silence_ms=10_000)
    assert plane.tick(Millis(9_980)) == []
    assert plane.tick(Millis(10_000)) == [Silent(Millis(10_000), CallId("call"))]


@pytest.mark.parametrize("seed", range(8))
def test_over_a_bad_link_every_frame_that_arrives_lies_at_its_place_in_time(
    plane: MediaPlane, caller: socket.socket, grant: Any, lossy: Any, seed: int
) -> None:
    session = join(plane, caller)
    captured = bytearray()
    packets = [build(8, (65_500 + n) % 65_536, n * 160, 9, bytes([n % 200]) * 160) for n in range(200)]
    arrivals = [(0, packets[0]), *lossy(packets[1:], seed, loss=0.1, double=0.1, reorder=2)]
    session.start_capture(grant, captured.extend, Millis(0), silence_ms=10_000)
    for tick in range(204):
        for _, datagram in [arrival for arrival in arrivals if arrival[0] == tick]:
            send(caller, session, datagram)
            plane.tick(Millis(20 * tick))
    session.stop_capture(Millis(4_100))
    frames = [bytes(captured[i : i + 160]) for i in range(0, len(captured), 160)]
    wrong = [n for n, f in enumerate(frames) if f not in (bytes([n % 200]) * 160, Codec.PCMA.silence)]
    distinct = len({datagram for _, datagram in arrivals})
    statistics = session.statistics()
    assert wrong == []
    assert len(frames) - frames.count(Codec.PCMA.silence) == distinct
    assert statistics.late + statistics.doubled == len(arrivals) - distinct
    assert (statistics.received, statistics.lost) == (len(arrivals), len(frames) - distinct)


def test_strangers_and_garbage_are_counted(plane: MediaPlane, caller: socket.socket) -> None:
    session = join(plane, caller)
    send(caller, session, build(8, 0, 0, 9, b"x"))
    plane.tick(Millis(20))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        send(stranger, session, build(8, 1, 160, 9, b"x"))
        plane.tick(Millis(40))
    send(caller, session, b"no rtp")
    plane.tick(Millis(60))
    statistics = session.statistics()
    assert (statistics.received, statistics.strangers, statistics.garbage) == (1, 1, 1)


def test_a_flood_is_read_in_parts(plane: MediaPlane, caller: socket.socket) -> None:
    session = join(plane, caller)
    for number in range(20):
        send(caller, session, build(8, number, 160 * number, 9, b"x" * 160))
    plane.tick(Millis(20))
    assert session.statistics().received == 8


def test_a_closed_call_is_gone_and_its_place_is_free(plane: MediaPlane, caller: socket.socket) -> None:
    sessions = [join(plane, caller, str(number)) for number in range(4)]
    with pytest.raises(MediaError, match="all the calls"):
        join(plane, caller)
    plane.close(sessions[1])
    plane.close(sessions[1])
    assert len(plane) == 3
    assert plane.tick(Millis(20)) == []
    join(plane, caller)


def test_nothing_arrives_for_a_plane_without_calls(plane: MediaPlane) -> None:
    assert plane.tick(Millis(20)) == []


def test_the_packets_of_all_calls_are_added_up_and_stay_counted_when_a_call_is_over(
    plane: MediaPlane, caller: socket.socket
) -> None:
    first, second = join(plane, caller, "a"), join(plane, caller, "b")
    for session in (first, second):
        send(caller, session, build(8, 0, 0, 9, Codec.PCMA.silence))
    plane.tick(Millis(20))
    plane.close(first)
    assert (plane.totals().received, plane.totals().sent) == (2, 3)
    plane.close(second)
    assert (plane.totals().received, plane.totals().sent) == (2, 4)


def test_reports_go_out_and_come_in_over_the_port_above(plane: MediaPlane, caller: socket.socket) -> None:
    session = join(plane, caller)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as reports:
        reports.bind((HOST, 0))
        reports.settimeout(5)
        session.negotiate(MediaFormat(), caller.getsockname(), Millis(0), reports=reports.getsockname())
        for now in range(20, 7_000, 20):
            plane.tick(Millis(now))
        packet = reports.recv(2_048)
        assert rtcp.read(packet, len(packet)).reports[0].ssrc == 5
        reports.sendto(rtcp.goodbye(9), (HOST, session.port + 1))
        assert select.select([session.ports.rtcp], [], [], 5)[0]
        plane.tick(Millis(7_020))
    assert not session.alive(Millis(7_020))
    assert session.quality().broken == 0
