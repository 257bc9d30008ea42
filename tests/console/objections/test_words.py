"""Every reason for which a wish ends has words, and so has every way by which one came to be."""

from __future__ import annotations

from rufschutz.console.objections.words import ENDINGS, method
from rufschutz.domain.consent.ending import WishEnding
from rufschutz.domain.consent.withdrawal import Method


def test_every_reason_has_words() -> None:
    assert set(ENDINGS) == set(WishEnding)


def test_every_way_by_which_a_wish_can_be_entered_has_words() -> None:
    assert all(method(each) for each in ("dtmf", Method.STAFF, Method.SHELL, Method.API))
    assert method("unheard of") == ""
