"""Header fields are read in part and never rewritten."""

from __future__ import annotations

import pytest
from sipmessage import Message

from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.fields import (
    all_values,
    check_parameters,
    number,
    parameter,
    read_uri,
    scheme_of,
    split_list,
    tag_of,
    tokens,
    uri_text,
)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a, b ,c", ["a", "b", "c"]),
        ('"x, y" <sip:a@b>, <sip:c,d@e>', ['"x, y" <sip:a@b>', "<sip:c,d@e>"]),
        (r'"a\", b" <sip:a@b>', [r'"a\", b" <sip:a@b>']),
        ("", []),
        (",,", []),
    ],
)
def test_lists_split_outside_quotes_and_brackets(value, parts):
    assert split_list(value) == parts


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("<sip:a@b>;tag=1", "1"),
        ("<sip:a;tag=no@b>;x=y; TAG = 2 ", "2"),
        ("sip:a@b;tag=3", "3"),
        ('"x;tag=no" <sip:a@b>;tag=4', "4"),
        ("<sip:a@b;tag=no>", ""),
        ('"open <sip:a@b>;tag=5', "5"),
        ("<sip:a@b>;tag=a~'+`*%!-.", "a~'+`*%!-."),
    ],
)
def test_the_tag_is_a_parameter_of_the_field_and_not_of_its_uri(value, tag):
    assert tag_of(value) == tag


def test_a_flag_is_empty_and_an_absent_parameter_none():
    assert parameter("<sip:a@b>;lr", "lr") == ""
    assert parameter("<sip:a@b>", "lr") is None
    assert parameter('<sip:a@b>;q="0.7"', "q") == "0.7"


@pytest.mark.parametrize("value", ["<sip:a@b>;", "<sip:a@b>;;tag=1", "SIP/2.0/UDP a;;,"])
def test_empty_parameters_are_no_parameters(value):
    with pytest.raises(BadFieldError):
        check_parameters(value)


@pytest.mark.parametrize(
    ("text", "user", "host", "port"),
    [
        ("sip:100@host1", "100", "host1", None),
        ("SIP:100@EXAMPLE.org:5070;transport=udp", "100", "EXAMPLE.org", 5070),
        ("sip:a_b.local", None, "a_b.local", None),
        ("tel:+493023125001", "+493023125001", "", None),
        ("sips:100@[::1]:5061", "100", "[::1]", 5061),
    ],
)
def test_uris_of_real_networks_are_read_and_kept_as_written(text, user, host, port):
    uri = read_uri(text)

    assert (uri.user, uri.host, uri.port, str(uri)) == (user, host, port, text)


NO_URIS = ["", "sip:", "100", "http://a", "sip:a@b?c=d", "<sip:a@b>", "sip:a b@c", "sip:a@b;self=1;x y"]


@pytest.mark.parametrize("text", NO_URIS)
def test_what_is_no_uri_is_refused(text):
    with pytest.raises(BadFieldError):
        read_uri(text)


def test_a_parameter_named_self_breaks_nothing():
    assert read_uri("sip:a@b.org;self=1").host == "b.org"


@pytest.mark.parametrize("value", ["<sip:a@b", "", "< sip:a@b >", '"a <sip:a@b>'])
def test_an_address_without_a_uri_is_refused(value):
    with pytest.raises(BadFieldError):
        uri_text(value)


@pytest.mark.parametrize("text", ["-1", "x", "", "256", "٣", "1 1", "99999999999"])
def test_a_number_is_ascii_digits_within_its_range(text):
    with pytest.raises(BadFieldError):
        number(text, 255)
    assert number(None, 255) is None
    assert number("255;x=y", 255) == 255


def test_values_of_all_lines_in_order():
    message = Message.parse(b"OPTIONS sip:a@b SIP/2.0\r\nRequire: A, b\r\nVia: x\r\nRequire: c\r\n\r\n")

    assert all_values(message, "require") == ["A", "b", "c"]
    assert tokens(message, "Require") == {"a", "b", "c"}
    assert scheme_of("Unknown:x") == "unknown"
    assert scheme_of("no scheme") is None
