"""Consents that were collected elsewhere: which lines may be taken over.

Decides a file as a whole: one wrong line, and nothing of it is taken; every fault names its
line. Only standing purposes can be imported, never one that is asked in each call (sound,
transcript): that needs the act of who speaks. Each line says where it comes from, when it was
given and by what that can be shown (Art. 7(1) GDPR, § 7a UWG).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.consent.cells import is_formula
from rufschutz.domain.errors import DomainError
from rufschutz.domain.freetext import unreadable_sign
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.purposes.purpose import ConsentMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

COLUMNS: Final = ("number", "purpose", "channel", "product", "collected_on", "source", "evidence")
CHANNELS: Final = frozenset({"phone", "sms", "mail", "post"})
ADVERTISE: Final = PurposeId("advertise")
EARLIEST: Final = dt.date(2018, 5, 25)
"""Since then the GDPR applies; what was said before is asked anew."""

MOST_BYTES: Final = 32_000_000
LONGEST: Final = 200
BREAKS: Final = frozenset("\n\r\t")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_PRODUCT = re.compile(r"[\w .,&/-]{1,64}")


@dataclass(frozen=True, slots=True)
class ImportFault:
    """One thing that is wrong. ``line`` counts from 1 with the head, 0: the file itself."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        place = "the file" if self.line == 0 else f"line {self.line}"
        return f"{place}, {self.column}: {self.why}" if self.column else f"{place}: {self.why}"


class ImportRefused(DomainError):  # noqa: N818 - named for what happened
    """Lines that cannot be taken over; nothing was. ``faults`` lists all of them."""

    advice = "Correct every line named here and import the file again; nothing was taken over."

    def __init__(self, faults: Sequence[ImportFault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:20]))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line as it was written; ``cells`` by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportedConsent:
    """A consent that may be taken over, and what shows it. ``number``: E.164."""

    line: int
    number: str
    purpose: PurposeId
    channel: str
    product: str
    collected_on: dt.date
    source: str
    evidence: str


def read_lines(data: bytes) -> tuple[ImportLine, ...]:
    """Return the lines of a CSV file (UTF-8, with ',' or ';'); raise `ImportRefused`."""
    if len(data) > MOST_BYTES:
        raise ImportRefused([ImportFault(0, "", f"is larger than {MOST_BYTES // 1_000_000} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = "is not UTF-8: save the table as 'CSV UTF-8'"
        raise ImportRefused([ImportFault(line, "", why)]) from error
    return _lines(text)


def check(
    lines: Iterable[ImportLine], modes: Mapping[PurposeId, ConsentMode], today: dt.date
) -> tuple[ImportedConsent, ...]:
    """Return the consents of all lines; raise `ImportRefused` with every fault of every line.

    ``modes``: how consent is asked for, by purpose, for those this house may pursue.
    """
    found = tuple(lines)
    faults = [fault for line in found for fault in _faults(line, modes, today)]
    faults += _twice(found)
    if not found:
        faults.append(ImportFault(0, "", "holds no consent"))
    if faults:
        raise ImportRefused(sorted(faults, key=lambda fault: fault.line))
    return tuple(_consent(line) for line in found)


def _lines(text: str) -> tuple[ImportLine, ...]:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    found = []
    try:
        names = tuple(name.strip() for name in next(reader, []))
        if set(names) != set(COLUMNS) or len(names) != len(COLUMNS):
            raise ImportRefused([ImportFault(1, "", f"the columns are {', '.join(COLUMNS)}")])
        for cells in reader:
            if len(cells) != len(names):
                why = f"has {len(cells)} cells, not {len(names)}"
                raise ImportRefused([ImportFault(reader.line_num, "", why)])
            found.append(ImportLine(reader.line_num, dict(zip(names, cells, strict=True))))
    except csv.Error as error:
        raise ImportRefused([ImportFault(reader.line_num, "", f"is no CSV: {error}")]) from error
    return tuple(found)


def _faults(
    line: ImportLine, modes: Mapping[PurposeId, ConsentMode], today: dt.date
) -> Iterator[ImportFault]:
    def fault(column: str, why: str) -> ImportFault:
        return ImportFault(line.line, column, why)

    for column in COLUMNS:
        cell = line.cells.get(column, "")
        if column != "number" and is_formula(cell.strip()):
            yield fault(column, "begins like a formula")
        if len(cell) > LONGEST or unreadable_sign(cell) or set(cell) & BREAKS:
            yield fault(column, f"is longer than {LONGEST} characters or holds control characters")
    for column in ("source", "evidence"):
        if not line.cells.get(column, "").strip():
            yield fault(column, "is missing: without it nothing can be shown")
    if _E164.fullmatch(line.cells.get("number", "")) is None:
        yield fault("number", "is not in the form +493023125000")
    for column, why in (*_purpose_faults(line, modes), *_date_faults(line, today)):
        yield fault(column, why)


def _purpose_faults(line: ImportLine, modes: Mapping[PurposeId, ConsentMode]) -> Iterator[tuple[str, str]]:
    purpose = PurposeId(line.cells.get("purpose", ""))
    mode = modes.get(purpose)
    if mode is None:
        yield "purpose", "is not known here, or not allowed in this profile"
    elif mode is not ConsentMode.STANDING:
        yield "purpose", "cannot be imported: it is asked in each call, of the person who speaks"
    channel, product = line.cells.get("channel", ""), line.cells.get("product", "")
    if purpose == ADVERTISE:
        if channel not in CHANNELS:
            yield "channel", f"is one of {', '.join(sorted(CHANNELS))}"
        if _PRODUCT.fullmatch(product) is None:
            yield "product", "names what may be advertised, in up to 64 characters"
    elif channel or product:
        yield "channel", "and product are for advertising alone"


def _date_faults(line: ImportLine, today: dt.date) -> Iterator[tuple[str, str]]:
    try:
        day = dt.date.fromisoformat(line.cells.get("collected_on", ""))
    except ValueError:
        yield "collected_on", "is no day such as 2026-03-01"
        return
    if day > today:
        yield "collected_on", "is yet to come"
    if day < EARLIEST:
        yield "collected_on", f"is before {EARLIEST}: ask anew"


def _twice(lines: Sequence[ImportLine]) -> Iterator[ImportFault]:
    counted = Counter(_about(line) for line in lines)
    for line in lines:
        if counted[_about(line)] > 1:
            yield ImportFault(line.line, "number", "stands in the file more than once for this purpose")


def _about(line: ImportLine) -> tuple[str, ...]:
    return tuple(line.cells.get(column, "") for column in COLUMNS[:4])


def _consent(line: ImportLine) -> ImportedConsent:
    cells = line.cells
    return ImportedConsent(
        line=line.line,
        number=cells["number"],
        purpose=PurposeId(cells["purpose"]),
        channel=cells.get("channel", ""),
        product=cells.get("product", ""),
        collected_on=dt.date.fromisoformat(cells["collected_on"]),
        source=cells["source"].strip(),
        evidence=cells["evidence"].strip(),
    )
