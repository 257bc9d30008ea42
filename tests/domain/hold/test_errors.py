"""Each refusal names the next step."""

from __future__ import annotations

from rufschutz.domain.hold.errors import HoldError


def test_every_refusal_says_what_to_do_next():
    assert HoldError.__subclasses__()
    assert all(kind.advice for kind in HoldError.__subclasses__())
