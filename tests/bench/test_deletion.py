"""The deletion measurement erases for real: every certificate of its sample holds."""

from __future__ import annotations

import pytest

from rufschutz.bench.deletion import measure
from rufschutz.bench.errors import BenchError


@pytest.mark.long
def test_a_small_run_erases_and_proves_what_it_counted():
    (result,) = measure(20)
    assert (result.database, result.artefacts, result.certified) == ("sqlite", 20, 20)
    assert result.per_second == pytest.approx(20 / result.seconds)


def test_a_run_that_fails_says_why():
    with pytest.raises(BenchError, match="failed"):
        measure(1, ["postgres://nobody@127.0.0.1:1/none"])
