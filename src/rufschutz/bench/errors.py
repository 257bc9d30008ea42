"""The measurements' error root."""

from __future__ import annotations

from rufschutz.domain.errors import RufschutzError


class BenchError(RufschutzError):
    """A measurement that did not come to its end; the message holds what its process said last."""

    advice = "Run it again; if a database was named, it must be empty and writable."
