from __future__ import annotations

import click
import pytest

from rufschutz.cli import options
from rufschutz.cli.options import PORT, absolute, database, peers, rtp_ports
from rufschutz.core.tenants import actions


@click.command()
@click.pass_context
def nothing(context):
    """Stand in for a command."""


CONTEXT, OPTION = click.Context(nothing), click.Option(["--any"])


@pytest.mark.parametrize("value", [("127.0.0.1",), ("192.0.2.0/24", "::1"), ()])
def test_addresses_and_networks_are_peers(value):
    assert peers(CONTEXT, OPTION, value) == value


@pytest.mark.parametrize("value", ["fritz.box", "300.1.1.1", "192.0.2.0/33", ""])
def test_what_is_neither_is_no_peer(value):
    with pytest.raises(click.BadParameter, match=r"--peer 192\.0\.2\.10"):
        peers(CONTEXT, OPTION, ("127.0.0.1", value))


@pytest.mark.parametrize("value", [(0, 0), (20000, 21999), (20001, 20002), (20000, 20000)])
def test_a_range_with_an_even_port_will_do(value):
    assert rtp_ports(CONTEXT, OPTION, value) == value


@pytest.mark.parametrize("value", [(0, 5), (22000, 20000), (20001, 20001)])
def test_a_range_that_no_call_can_use_is_refused(value):
    with pytest.raises(click.BadParameter, match="--rtp-ports"):
        rtp_ports(CONTEXT, OPTION, value)


@pytest.mark.parametrize("value", ["-1", "65536"])
def test_a_port_has_sixteen_bits(value):
    with pytest.raises(click.BadParameter):
        PORT.convert(value, None, None)


def test_a_database_is_asked_for_where_a_dash_stands(monkeypatch):
    asked = []
    monkeypatch.setattr(click, "prompt", lambda words, **how: asked.append(how) or "postgres://a:b@c/d")
    assert database(CONTEXT, OPTION, "-") == "postgres://a:b@c/d"
    assert asked == [{"hide_input": True}]
    assert database(CONTEXT, OPTION, "postgres://x") == "postgres://x"
    assert database(CONTEXT, OPTION, "") == ""


def test_a_path_in_the_settings_holds_in_every_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert absolute(CONTEXT, OPTION, "root.key") == str(tmp_path / "root.key")
    assert absolute(CONTEXT, OPTION, "") == ""


def test_a_line_is_refused_as_early_as_the_record_would_refuse_it():
    assert options._USER_PART.pattern == actions._USER_PART.pattern


@pytest.mark.parametrize("value", ["127.0.0.1", "::1", "192.0.2.1", "localhost", "sip.example.org"])
def test_addresses_and_names_can_be_listened_on(value):
    assert options.host(CONTEXT, OPTION, value) == value


@pytest.mark.parametrize("value", ["300.1.1.1", "127.0.0", "", "a b", "::g"])
def test_what_is_neither_is_refused(value):
    with pytest.raises(click.BadParameter, match="is no address"):
        options.host(CONTEXT, OPTION, value)


def test_two_free_ports_never_meet():
    options.apart(0, 0)
    with pytest.raises(click.UsageError, match="SIP takes TCP"):
        options.apart(5060, 5060)
