"""The states of a recording are those the house speaks of."""

from __future__ import annotations

from rufschutz.core.recordings.models import State


def test_the_states_are_a_closed_set():
    assert set(State.values) == {
        "open",
        "kept",
        "archived",
        "destroyed_before_storage",
        "erased",
        "damaged",
        "quarantined",
    }
