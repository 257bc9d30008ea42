"""A breath between two batches of long work: what callers told meanwhile is taken over.

A withdrawal in the spool waits for no sweep and no check. Long work takes a breath where it holds
neither a transaction nor a tenant's scope; the breath itself raises nothing.
"""

from __future__ import annotations

from collections.abc import Callable

Breath = Callable[[], object]


def no_breath() -> None:
    """Take none: for whoever did not come from the worker."""
