"""A measurement as a table: columns, rows, and the targets it met or missed.

Decides how figures are shown, to people and to scripts. It must never round a
missed target into a met one: a target compares the figure as measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key for scripts, its heading for people, and the digits after the point."""

    key: str
    heading: str
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that was promised: ``at_most`` or at least ``limit``."""

    what: str
    measured: float
    limit: float
    unit: str
    at_most: bool = True

    @property
    def met(self) -> bool:
        """Whether the promise holds."""
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit

    def sentence(self) -> str:
        """Return the target, the figure, and met or missed."""
        sign = "≤" if self.at_most else "≥"
        verdict = "met" if self.met else "MISSED"
        digits = 0 if self.measured >= 100 else 3
        figure = f"{self.measured:,.{digits}f} {self.unit}"
        return f"{verdict:6} {self.what}: {figure} (target {sign} {self.limit:g})"


@dataclass(frozen=True, slots=True)
class Table:
    """One measurement. Each row has a cell for each column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the table for people, as a Markdown table with its targets below."""
        shown = [[_shown(cell, column) for cell, column in zip(row, self.columns, strict=True)]
                 for row in self.rows]  # fmt: skip
        headings = [column.heading for column in self.columns]
        widths = [max(map(len, cells)) for cells in zip(headings, *shown, strict=True)]
        ruler = "|".join("-" * (width + 1) + ":" if place else "-" * (width + 2)
                         for place, width in enumerate(widths))  # fmt: skip
        lines = [f"## {self.title}", "", _line(headings, widths), f"|{ruler}|"]
        lines += [_line(cells, widths) for cells in shown]
        below = [*(target.sentence() for target in self.targets), *self.notes]
        return "\n".join([*lines, "", *(f"- {each}" for each in below)])

    def record(self) -> dict[str, object]:
        """Return the same for scripts: figures as measured, ready for JSON."""
        keys = [column.key for column in self.columns]
        return {
            "name": self.name,
            "rows": [dict(zip(keys, row, strict=True)) for row in self.rows],
            "targets": [
                {
                    "what": target.what,
                    "measured": target.measured,
                    "limit": target.limit,
                    "unit": target.unit,
                    "met": target.met,
                }
                for target in self.targets
            ],
            "notes": list(self.notes),
        }


def _shown(cell: Cell, column: Column) -> str:
    return f"{cell:,.{column.digits}f}" if isinstance(cell, float) else str(cell)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join([first, *rest])} |"
