"""Every state of the works agreement and every reason has words."""

from __future__ import annotations

import pytest

from rufschutz.console.team.words import COUNCIL, sign
from rufschutz.domain.consent.staff import CouncilState, LegReason


def test_every_state_has_words() -> None:
    assert set(COUNCIL) == set(CouncilState)


@pytest.mark.parametrize("reason", list(LegReason))
def test_every_reason_has_a_sign_and_only_a_yes_looks_like_one(reason: LegReason) -> None:
    shown = sign(reason)
    assert shown.words
    assert (shown.look == "yes") is (reason is LegReason.CONSENTED)
