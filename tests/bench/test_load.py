from __future__ import annotations

import socket

from rufschutz.bench.load import DELAYS, HOST, BadLink, Callers
from rufschutz.voice.media.rtp import parse


def test_each_caller_speaks_to_its_port_until_the_end() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as second,
    ):
        lines = (first, second)
        for line in lines:
            line.bind((HOST, 0))
            line.settimeout(10)
        with Callers() as callers:
            callers.start([line.getsockname()[1] for line in lines])
            heard = [[line.recvfrom(2_048) for _ in range(3)] for line in lines]
        packets = [[parse(datagram, len(datagram)) for datagram, _ in call] for call in heard]
    assert {source for call in heard for _, source in call} == {callers.address}
    assert [[packet.sequence for packet in call] for call in packets] == [[0, 1, 2]] * 2
    assert [call[0].ssrc for call in packets] == [1, 2]
    assert not callers._process.is_alive()


class Line:
    def __init__(self) -> None:
        self.sent: list[int] = []

    def sendto(self, packet: bytearray, _: tuple[str, int], /) -> int:
        self.sent.append(packet[0])
        return 1


def test_a_bad_link_loses_a_fifth_and_delays_reorders_and_doubles_the_rest() -> None:
    line = Line()
    link, packet = BadLink(line), bytearray(1)
    for number in range(250):
        packet[0] = number
        for _ in range(10):
            link.sendto(packet, ("127.0.0.1", 9))
        link.deliver()
        assert all(number - DELAYS < arrived <= number for arrived in line.sent[-5:])
    assert 0.8 < len(line.sent) / (0.84 * 2_500) < 1.1
    assert line.sent != sorted(line.sent)


def test_callers_who_were_given_no_port_end_as_well() -> None:
    with Callers() as callers:
        assert callers.address[0] == HOST
    assert callers._process.exitcode == 0
