"""What is filled in bulk is found by the product's own look-up."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured


@pytest.mark.long
def test_every_number_that_is_stored_is_found():
    seen = measured.run("filling", [200, 50], "")
    assert seen["missed"] == 0
    assert min(seen["lookup_ms"], seen["search_ms"], seen["figures_s"]) > 0
