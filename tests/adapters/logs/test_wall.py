from __future__ import annotations

import pytest

from rufschutz.adapters.logs.wall import DROPPED, FIELDS, is_plain, may_pass, scrub

PERSONAL = [
    "+493023125047",
    "03023125047",
    "030 23125-047",
    "(030) 23 12 50 47",
    "030/23125047",
    "0049 30 23125 047",
    "+49.30.23125.047",
    "%2B493023125047",
    "x03023125047y",
    "anrufer@example.org",
    "sip:anrufer@example.org",
    "sips:+493023125047@198.51.100.23",
    "tel:112",
    "anrufer@127.0.0.1",
    "198.51.100.23",
]
HARMLESS = [
    "voice-0123456789ab-12.spool stopped at line 7",
    "0123456789012345678901234567890a",
    "9" * 64,
    "2030-01-02",
    "answering on udp port 5060",
    "127.0.0.1:42001",
    "python 3.11.2, 12 of 300 files",
]


@pytest.mark.rule("R39")
@pytest.mark.parametrize("word", PERSONAL)
def test_what_looks_like_a_person_s_number_or_address_does_not_get_through(word):
    told, dropped = scrub(f"call from {word} refused")
    assert DROPPED in told
    assert dropped >= 1
    assert word not in told
    assert "23125" not in told
    assert "anrufer" not in told


@pytest.mark.parametrize("text", HARMLESS)
def test_ids_dates_and_ports_stay(text):
    assert scrub(text) == (text, 0)


def test_a_line_is_one_line():
    assert scrub("a\nb\x1b[31m\r\u2028c")[0] == "a b [31m c"


def test_a_number_of_ten_digits_is_nobody_s_milliseconds():
    assert is_plain(86_400_000)
    assert not is_plain(3_023_125_047)
    assert not is_plain(-493_023_125_047)


def test_only_known_names_pass():
    assert may_pass("file")
    assert not may_pass("pii.number")
    assert not may_pass("caller")
    assert not any(name.startswith("pii") for name in FIELDS)
