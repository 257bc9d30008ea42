from __future__ import annotations

import socket

import pytest

from rufschutz.voice.media.errors import PortsExhaustedError
from rufschutz.voice.media.pool import PortPool

HOST = "127.0.0.1"


def free_range(width: int) -> int:
    """Return an even port at which a few ports are likely free: above one the system just gave us."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return min(port + port % 2, 65_000 - width)


def test_port_zero_lets_the_system_choose() -> None:
    pool = PortPool(HOST, 0)
    first, second = pool.open(), pool.open()
    assert len({opened.getsockname()[1] for opened in (*first, *second)}) == 4
    assert not any(opened.getblocking() for opened in (*first, *second))
    first.close()
    second.close()


def test_reports_have_the_odd_port_above() -> None:
    opened = PortPool(HOST, 0).open()
    port = opened.rtp.getsockname()[1]
    assert port % 2 == 0
    assert opened.rtcp.getsockname()[1] == port + 1
    opened.close()


def test_a_pair_whose_upper_port_is_taken_is_passed_over() -> None:
    base = free_range(4)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HOST, base + 1))
        opened = PortPool(HOST, base, base + 3).open()
        assert opened.rtp.getsockname()[1] == base + 2
        opened.close()


def test_ports_are_even_and_rest_before_they_are_used_again() -> None:
    base = free_range(6)
    pool = PortPool(HOST, base - 1, base + 4)
    first = pool.open()
    port = first.rtp.getsockname()[1]
    assert port % 2 == 0
    pool.close(first)
    second = pool.open()
    assert second.rtp.getsockname()[1] != port
    pool.close(second)


def test_a_port_that_another_program_holds_is_passed_over() -> None:
    base = free_range(4)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HOST, base))
        pool = PortPool(HOST, base, base + 3)
        opened = pool.open()
        assert opened.rtp.getsockname()[1] == base + 2
        with pytest.raises(PortsExhaustedError):
            pool.open()
        pool.close(opened)
    pool.open().close()


def test_without_a_free_file_there_is_no_free_port_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("socket.socket", refused)
    with pytest.raises(PortsExhaustedError):
        PortPool(HOST, 0).open()
