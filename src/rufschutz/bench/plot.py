"""Growth as a picture: figures over sizes, both scales logarithmic, as one SVG file without a script.

A line that stays level costs the same at every size; one decade up for each decade to the
right costs in proportion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rufschutz.bench.record import GrowthResult

_WIDTH, _HEIGHT = 720, 400
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 40, 520, 340
_MIDDLE: Final = (_LEFT + _RIGHT) / 2
_UPRIGHT: Final = f"translate(16 {(_TOP + _BOTTOM) / 2:.0f}) rotate(-90)"
_COLOURS: Final = ("#0b5fb4", "#b3261e", "#1b6e3c", "#7a4fb5", "#8a5a00", "#00707a", "#5c5c5c", "#b0307f")
_FIGURES: Final = {
    "ingest": "ingest",
    "deletion": "deletion",
    "list, first page": "list_first",
    "list, middle page": "list_middle",
}
_DASHES: Final = ("", "6 4")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over sizes; both must be above zero. ``dashed`` sets two databases apart."""

    name: str
    points: tuple[tuple[float, float], ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a value lies between two edges of the picture, in decades."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Scale:
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        return cls(low, max(high, low + 1), start, end)

    def place(self, value: float) -> float:
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def decades(self) -> Iterator[float]:
        return (10.0**each for each in range(self.low, self.high + 1))


def svg(title: str, lines: Sequence[Line], across: str, up: str) -> str:
    """Return the picture; ``across`` and ``up`` name the axes."""
    x = _Scale.over([point[0] for line in lines for point in line.points], _LEFT, _RIGHT)
    y = _Scale.over([point[1] for line in lines for point in line.points], _BOTTOM, _TOP)
    head = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {head} font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{escape(title)}</text>',
        *_grid(x, y),
        f'<text x="{_MIDDLE:.0f}" y="{_BOTTOM + 45}" text-anchor="middle">{escape(across)}</text>',
        f'<text transform="{_UPRIGHT}" text-anchor="middle">{escape(up)}</text>',
    ]
    for number, line in enumerate(lines):
        parts += _drawn(line, _COLOURS[number % len(_COLOURS)], x, y, _TOP + 14 + 20 * number)
    return "\n".join([*parts, "</svg>\n"])


def growth(results: Sequence[Sequence[GrowthResult]]) -> str:
    """Return what one call costs over the number of calls in the record, for each database."""
    lines = []
    for number, stages in enumerate(results):
        for name, figure in _FIGURES.items():
            points = tuple((float(each.calls), float(getattr(each, figure))) for each in stages)
            lines.append(Line(f"{name}, {stages[0].database}", points, dashed=number > 0))
    return svg("What one call costs as the record grows", lines, "calls in the record", "ms")


def _grid(x: _Scale, y: _Scale) -> Iterator[str]:
    for value in x.decades():
        place = x.place(value)
        yield f'<path d="M{place:.1f} {_TOP}V{_BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{place:.1f}" y="{_BOTTOM + 20}" text-anchor="middle">{value:,.0f}</text>'
    for value in y.decades():
        place = y.place(value)
        yield f'<path d="M{_LEFT} {place:.1f}H{_RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{place + 4:.1f}" text-anchor="end">{value:g}</text>'


def _drawn(line: Line, colour: str, x: _Scale, y: _Scale, legend: int) -> Iterator[str]:
    places = [(x.place(size), y.place(figure)) for size, figure in line.points]
    path = "L".join(f"{across:.1f} {up:.1f}" for across, up in places)
    look = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{_DASHES[line.dashed]}" fill="none"'
    yield f'<path d="M{path}" {look}/>'
    yield from (f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in places)
    yield f'<path d="M{_RIGHT + 15} {legend - 4}h26" {look}/>'
    yield f'<text x="{_RIGHT + 48}" y="{legend}">{escape(line.name)}</text>'
