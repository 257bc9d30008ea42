from __future__ import annotations

from rufschutz.core.tenants.choices import LineChoices, Opening


def test_a_line_that_chose_nothing_asks_first_and_offers_what_the_policy_has() -> None:
    assert LineChoices() == LineChoices(Opening.ASK_FIRST, None, {})
