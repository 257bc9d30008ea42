"""The acts write as voice does: each message has its own number, and the wish another."""

from __future__ import annotations

from rufschutz.cli.drill import acts
from rufschutz.cli.drill.scene import CALLS, NUMBERS


def test_every_call_has_a_number_and_nobody_objects_with_one_of_theirs():
    assert set(CALLS) < set(NUMBERS)
    assert "objecting" not in CALLS
    assert acts.RECORD == "record_matter"
