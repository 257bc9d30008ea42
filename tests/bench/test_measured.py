"""A measured process answers in JSON, or says why not."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError


def test_a_module_that_fails_says_why():
    with pytest.raises(BenchError, match="the erasing run failed"):
        measured.run("erasing", [1], "postgres://nobody@127.0.0.1:1/none")
