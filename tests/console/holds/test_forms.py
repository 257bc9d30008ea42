"""What was typed is read, and a day counts to its end."""

from __future__ import annotations

import pytest

from rufschutz.console.holds.forms import end_of, ground_of, span_of
from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import Kind

TYPED = {"kind": "legal_hold", "reason": "Streit", "until": "2026-12-24", "told": "yes"}


def test_a_day_counts_to_its_end_on_the_practices_clock():
    assert end_of("2026-12-24", "Europe/Berlin") == 1798153200000


@pytest.mark.parametrize("day", ["", "morgen", "2026-13-01", "9999-12-31"])
def test_what_is_no_day_is_refused(day):
    with pytest.raises(errors.EndDateError):
        end_of(day, "Europe/Berlin")


def test_a_form_becomes_a_reason():
    found = ground_of(TYPED, "Europe/Berlin")
    assert (found.kind, found.reason, found.told) == (Kind.LEGAL_HOLD, "Streit", True)
    assert not ground_of({**TYPED, "told": ""}, "Europe/Berlin").told


def test_without_a_kind_there_is_no_reason():
    with pytest.raises(errors.NoGroundError):
        ground_of({**TYPED, "kind": "because"}, "Europe/Berlin")


def test_a_typed_day_is_a_span_on_the_practices_clock():
    begun, over = span_of("2026-10-25", "Europe/Berlin")
    assert over - begun == 25 * 3_600_000
    assert span_of("gestern", "Europe/Berlin") is None
    assert span_of("", "Europe/Berlin") is None
