"""Each refusal names the next step."""

from __future__ import annotations

from rufschutz.core.errors import CoreError
from rufschutz.core.holds.errors import NoHoldError, StillRunningError


def test_every_refusal_says_what_to_do_next():
    assert all(issubclass(kind, CoreError) and kind.advice for kind in (NoHoldError, StillRunningError))
