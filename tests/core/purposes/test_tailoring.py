"""A policy as one line speaks it; the checks of the result stand in test_compile."""

from __future__ import annotations

from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.tenants.choices import LineChoices, Opening


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
