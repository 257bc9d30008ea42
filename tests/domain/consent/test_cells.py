"""What a spreadsheet would run is shown as text; everything else stays as it is."""

from __future__ import annotations

import pytest

from rufschutz.domain.consent.cells import harmless, is_formula


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_told_and_disarmed(cell):
    assert is_formula(cell)
    assert not is_formula(harmless(cell))


@pytest.mark.parametrize("cell", ["", "remind", "2026-09-21", "1-2", " =1"])
def test_text_stays_text(cell):
    assert harmless(cell) == cell
