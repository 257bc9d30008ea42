"""Loopback is no exposure; a network that is everybody is told from one that is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.setup.checks.machine import Machine
from rufschutz.core.setup.checks.network import everyone, findings


@pytest.mark.parametrize("peer", ["0.0.0.0/0", "::/0"])
def test_everyone(peer) -> None:
    assert everyone(peer)


@pytest.mark.parametrize("peer", ["192.0.2.1", "10.0.0.0/8", "::1", "no address"])
def test_not_everyone(peer) -> None:
    assert not everyone(peer)


def test_every_loopback_is_fine(house) -> None:
    kept = replace(house.installation, sip_host="127.0.0.2", web_host="::1")
    assert list(findings(kept, Machine())) == []


def test_any_free_ports_are_enough(house) -> None:
    assert list(findings(replace(house.installation, rtp_ports=(0, 0)), Machine())) == []


def test_ten_calls_need_twenty_ports(house) -> None:
    assert list(findings(replace(house.installation, rtp_ports=(20_000, 20_019)), Machine())) == []
    (few,) = findings(replace(house.installation, rtp_ports=(20_000, 20_018)), Machine())
    assert "suffice for 9 calls, and 10 are to be answered" in few.what


@pytest.mark.parametrize("origin", ["http://x.example", "x.example", "https://", "https://x.example/path"])
def test_an_origin_that_browsers_do_not_show(house, origin) -> None:
    (found,) = findings(replace(house.installation, web_origin=origin), Machine())
    assert found.name == "web_origin"


def test_public_pages_on_a_host_of_their_own_behind_tls(house) -> None:
    apart = {"web_origin": "https://x.example", "public_origin": "https://y.example"}
    assert list(findings(replace(house.installation, **apart), Machine())) == []
    (clear,) = findings(replace(house.installation, public_origin="http://y.example"), Machine())
    assert clear.name == "public_origin"
    same = {"web_origin": "https://x.example", "public_origin": "https://x.example:8443"}
    (shared,) = findings(replace(house.installation, **same), Machine())
    assert shared.name == "public_host"


def test_a_proxy_in_front(house) -> None:
    assert list(findings(replace(house.installation, web_origin="https://x.example"), Machine())) == []


def test_a_stranger_at_a_metrics_port_is_named(house) -> None:
    (found,) = findings(house.installation, Machine(strangers=frozenset({9420})))
    assert found.name == "metrics_port"
    assert "9420" in found.what
    assert "metrics_ports" in found.advice
