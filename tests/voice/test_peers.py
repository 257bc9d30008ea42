from __future__ import annotations

import pytest

from rufschutz.voice.peers import admits


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.77", "2001:db8::1"])
def test_a_named_address_or_network_may_call(host):
    assert admits(("127.0.0.1", "192.0.2.0/24", "2001:db8::/32"), host)


@pytest.mark.rule("R66")
@pytest.mark.parametrize("host", ["127.0.0.2", "198.51.100.1", "", "example.org"])
def test_nobody_else_may(host):
    assert not admits(("127.0.0.1", "192.0.2.0/24"), host)


@pytest.mark.rule("R66")
def test_a_line_without_peers_admits_nobody():
    assert not admits((), "127.0.0.1")


def test_a_peer_that_is_none_admits_nobody():
    assert not admits(("somewhere",), "127.0.0.1")
