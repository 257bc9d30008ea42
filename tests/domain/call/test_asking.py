from __future__ import annotations

from rufschutz.domain.call.asking import PurposeQuestion
from rufschutz.domain.call.offers import Offer
from rufschutz.domain.call.question import Question


def test_whatever_it_is_for_an_early_no_a_star_and_the_wish_for_a_person_are_obeyed():
    for kind in (Question, Offer):
        assert issubclass(kind, PurposeQuestion)
        assert kind.loud == {"0", "2", "*"}


def test_a_yes_leaves_its_key_and_one_consent_and_one_that_is_none_its_key_alone(asked):
    early = asked.key("1", started_at=asked.now)
    assert asked.feed(early)[0] == "key 1 does not count"
    asked.goes("""
        >> heard
        << say opening.keypad.ask_first
        >> heard
        >> key 1
        << key 1
        << consent given
    """)
