"""A matter without a number has no index either."""

from __future__ import annotations

from rufschutz.core.matters.models import Matter


def test_nothing_is_known_of_a_number_by_default():
    row = Matter(id="1" * 32)
    assert (row.number_sealed, row.number_index, row.number_mask) == (None, "", "")
