"""A policy as one line speaks it; the checks of the result stand in test_compile."""

from __future__ import annotations

import pytest

from rufschutz.core.purposes.checks import used_texts
from rufschutz.core.purposes.offer import menu_of
from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.domain.call.facts import About


def test_a_line_without_choices_speaks_the_policy(policy) -> None:
    assert tailored(policy, LineChoices()) == (policy, [])


def test_the_adopted_policy_itself_is_never_changed(policy) -> None:
    before = policy.text("goodbye.noted").words.copy()
    choices = LineChoices(Opening.NEVER, ("callback",), {"goodbye.noted": {"de": "Danke."}})
    own, faults = tailored(policy, choices)
    assert faults == []
    assert (own.recording, policy.recording) == (False, True)
    assert own.text("goodbye.noted").words == {"de": "Danke.", "en": before["en"]}
    assert policy.text("goodbye.noted").words == before


def test_every_choice_that_names_nothing_is_told(policy) -> None:
    choices = LineChoices(reasons=("weather",), texts={"weather.report": {"de": "Sonne."}})
    _, faults = tailored(policy, choices)
    assert [fault.path for fault in faults] == ["dialog.reasons.weather", "texts.weather.report"]


@pytest.mark.rule("R110")
def test_children_can_say_that_they_are_where_a_line_names_it_and_nowhere_else(policy) -> None:
    own, faults = tailored(policy, LineChoices(reasons=("appointment", "for_other", "minor")))
    menu = menu_of(own, Opening.ASK_FIRST)
    assert faults == []
    assert [(row.key, row.about) for row in menu.reasons] == [
        ("1", About.CALLER),
        ("2", About.SOMEBODY_ELSE),
        ("3", About.MINOR),
    ]
    assert "minor.keypad" in used_texts(own)
    assert "minor.keypad" not in used_texts(policy)
    assert "minor" not in {reason.id for reason in tailored(policy, LineChoices())[0].dialog.reasons}
