"""What two policies say differently, place by place: what a person reads before agreeing.

Decides nothing and leaves nothing out: whatever the adopted form holds is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain import canonical
from rufschutz.handover.codec import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.domain.canonical import Json

_NAMES: Final = ("id", "kind", "way", "recipient", "name", "text")
"""Fields by which the rows of a list are told apart; a list of plain values is compared as a whole."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place: its path, what stood there and what would; '' for nothing."""

    path: str
    before: str
    after: str


def changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Return every place in which two policies differ, in the order of their paths."""
    was, now = (dict(_places("", to_json(policy))) for policy in (before, after))
    return tuple(
        Change(path, was.get(path, ""), now.get(path, ""))
        for path in sorted(was.keys() | now.keys())
        if was.get(path) != now.get(path)
    )


def _places(path: str, value: Json) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, item in value.items():
                yield from _places(f"{path}.{name}" if path else name, item)
        case [dict(), *_]:
            for place, item in enumerate(value):
                yield from _places(f"{path}.{_name(item, place)}", item)
        case []:
            return
        case str():
            yield path, value
        case _:
            yield path, canonical.dumps(value).decode()


def _name(row: Json, place: int) -> str:
    known = (row.get(name) for name in _NAMES) if isinstance(row, dict) else ()
    return next((name for name in known if isinstance(name, str)), str(place))
