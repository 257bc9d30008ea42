"""Whether it is told in the log that what an entry said was erased.

An entry that tells of an erasure is itself erased by its rule in the end; by then everything that it
told of is older still, so a gap is explained by what told of it or by what told of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.audit.entry import Entry
    from rufschutz.domain.ids import KindId


class NoErasureError(AuditError):
    """An entry that tells of no erasure."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Entries ``first`` to ``last``; ``kind``: only of this data kind, '' for of any."""

    first: int
    last: int
    kind: str


def erased(entry: Entry) -> Erased:
    """Return what an entry tells of; raise `NoErasureError` where it does not say which."""
    said = {detail.name: detail.value for detail in entry.details}
    match said:
        case {"first": int(first), "last": int(last)}:
            return Erased(first, last, str(said.get("kind") or ""))
        case _:
            raise NoErasureError("the entry does not say what was erased")


def explained(index: int, kind: KindId, told: Sequence[Erased], untold: Sequence[int]) -> bool:
    """Whether it is told that what an entry said was erased.

    ``kind``: the data kind of what it said; ``told``: what can be read; ``untold``: the places of
    entries that told of erasures and whose own words are erased.
    """
    if any(one.first <= index <= one.last and one.kind in ("", kind) for one in told):
        return True
    return any(place > index for place in untold)
