"""Limits count for the address that nobody can invent."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from rufschutz.public.origin import address_of


def asked(remote: str, forwarded: str = "") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


def test_without_a_proxy_nothing_that_is_said_counts() -> None:
    assert asked("192.0.2.7", "198.51.100.1") == "192.0.2.7"


def test_behind_a_proxy_only_what_the_proxy_added_counts(settings) -> None:
    settings.PUBLIC_ORIGIN = "https://auskunft.example.org"
    assert asked("127.0.0.1", "203.0.113.9, 198.51.100.1") == "198.51.100.1"
    assert asked("127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_equal_ones_have_one_form(given: str, counted: str) -> None:
    assert asked(given) == counted
