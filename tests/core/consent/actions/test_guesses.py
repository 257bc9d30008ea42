"""Tries are counted before they are compared, everywhere they count, and forgotten after an hour."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.actions import guesses
from rufschutz.core.consent.models import GuessWindow
from rufschutz.domain.moments import Millis

ADDRESS = "192.0.2.7"


def tried(keys, now, *, code="111111111", origin=ADDRESS, tenant=None):
    return guesses.take(keys, code, origin, tenant, now)


@pytest.mark.rule("R11")
def test_five_tries_for_a_code_wherever_they_come_from(keys, now):
    assert all(tried(keys, now, origin=f"192.0.2.{last}") for last in range(5))
    assert not tried(keys, now, origin="192.0.2.99")


def test_five_tries_from_an_address_whatever_is_tried(keys, now):
    assert all(tried(keys, now, code=str(10**8 + i)) for i in range(5))
    assert not tried(keys, now, code="999999999")
    assert tried(keys, now, code="999999998", origin="192.0.2.8")


@pytest.mark.rule("R11")
def test_nobody_uses_up_the_budget_of_all_from_one_network(keys, now, monkeypatch):
    monkeypatch.setattr(guesses, "ALTOGETHER", 25)
    tries = [(str(10**8 + i), f"192.0.2.{i}") for i in range(100)]
    assert sum(tried(keys, now, code=code, origin=origin) for code, origin in tries) == 20
    held = [(str(2 * 10**8 + i), f"2001:db8:0:{i:x}::/64") for i in range(4)]
    assert all(tried(keys, now, code=code, origin=origin) for code, origin in held)


def test_a_hundred_for_a_controller_and_a_budget_for_all(keys, tenant, now, monkeypatch):
    monkeypatch.setattr(guesses, "PER_TENANT", 3)
    each = ((str(10**8 + i), f"192.0.{i}.1") for i in range(10))
    answers = [tried(keys, now, code=code, origin=origin, tenant=tenant) for code, origin in each]
    assert answers == [True] * 3 + [False] * 7
    monkeypatch.setattr(guesses, "ALTOGETHER", 10)
    assert not tried(keys, now, code="888888888", origin="192.0.2.50")


def test_the_budget_of_the_page_is_not_that_of_calls(keys, tenant, now, monkeypatch):
    monkeypatch.setattr(guesses, "ALTOGETHER", 6)
    monkeypatch.setattr(guesses, "PER_TENANT", 6)
    for place in range(9):
        tried(keys, now, origin=f"192.{place}.2.1", tenant=tenant)
    assert not tried(keys, now, code="222222222", origin="192.0.2.99", tenant=tenant)
    assert all(tried(keys, now, origin=None, tenant=tenant) for _ in range(5))
    assert not tried(keys, now, origin=None, tenant=tenant)


def test_a_right_one_is_given_back(keys, now):
    for _ in range(20):
        assert tried(keys, now)
        guesses.give_back(keys, "111111111", ADDRESS, None, now)


def test_after_an_hour_nothing_is_left_of_address_and_code(keys, now):
    tried(keys, now)
    places = set(GuessWindow.objects.values_list("place", flat=True))
    assert ADDRESS not in "".join(places)
    later = Millis(now + guesses.HOUR)
    assert guesses.forget_guesses(later) == 5
    tried(keys, later)
    assert places & set(GuessWindow.objects.values_list("place", flat=True)) == {"all"}
