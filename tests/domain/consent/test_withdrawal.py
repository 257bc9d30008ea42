"""When a withdrawal can be entered after the call: as soon as it is over, and as often as one likes."""

from __future__ import annotations

from itertools import product

import pytest

from rufschutz.domain.consent.withdrawal import CallStillRunning, NothingToWithdraw, require_withdrawable


@pytest.mark.rule("R17")
@pytest.mark.parametrize(("given", "stored", "withdrawn"), list(product([False, True], repeat=3)))
def test_anything_to_end_is_enough(given, stored, withdrawn):
    state = {"given": given, "stored": stored, "withdrawn": withdrawn}
    with pytest.raises(CallStillRunning) as running:
        require_withdrawable(ended=False, **state)
    assert "star" in running.value.advice
    if any(state.values()):
        require_withdrawable(ended=True, **state)
    else:
        with pytest.raises(NothingToWithdraw):
            require_withdrawable(ended=True, **state)
