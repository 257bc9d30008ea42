from __future__ import annotations

import pytest

from rufschutz.bench import media


@pytest.mark.long
def test_the_reference_does_the_same_work() -> None:
    result = media.run_reference(calls=4, seconds=1.0, settle=0.4)
    assert result.way == "task per call"
    assert 0.5 < result.heard < 1.5
    assert result.recorded > 4
