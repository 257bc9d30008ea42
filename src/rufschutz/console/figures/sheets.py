"""What the screen of figures shows: seconds, answers as a bar beside their table, equal service.

Decides nothing: which groups may be shown is decided where they are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console import dates
from rufschutz.console.calls import words
from rufschutz.console.language import language
from rufschutz.core.calls.actions import VERSION
from rufschutz.domain.call.commands import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rufschutz.core.consent.figures import Figures, QuestionFigures
    from rufschutz.core.purposes.editions import Edition
    from rufschutz.domain.consent.quotas import Shares, Spread
    from rufschutz.domain.ids import PurposeId

TARGET_MS = 15_000
"""Notice and question should last no longer (R25)."""

WRITTEN = 60
"""So much of 1,000 a part must have for its share to be written into the bar."""

_TONGUES = {Language.DE: lazy("auf Deutsch"), Language.EN: lazy("auf Englisch")}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar of 1,000: where it begins, how long it is, what it stands for.

    ``middle``: where its share is written into it; None where it is too short for that.
    """

    look: str
    name: str
    start: int
    width: int
    share: str
    middle: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in one version. ``parts`` is empty where it was asked too rarely to be shown.

    ``version``: ``Fassung 3 vom 12.11.2026``, '' where it is not known which words were asked.
    """

    name: str
    text: str
    version: str
    asked: str
    parts: tuple[Part, ...]
    seconds: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: ``good`` None where there is no target, or nothing to measure against it."""

    name: str
    value: str
    note: str
    good: bool | None


def tiles(found: Figures) -> tuple[Tile, ...]:
    """Return the figures of all calls."""
    return (_calls(found), _seconds(found), _left(found), _service(found))


def questions(
    found: Figures, names: Mapping[PurposeId, str], editions: Iterable[Edition], zone: str
) -> tuple[QuestionRow, ...]:
    """Return a row for each question in each version of its words, the newest words first."""
    known = {each.sha256[:VERSION]: each for each in editions}
    rows = sorted(found.questions, key=lambda each: _age(each, known))
    return tuple(_row(each, names, _version(each, known, zone)) for each in rows)


def _age(found: QuestionFigures, known: Mapping[str, Edition]) -> tuple[str, str, int]:
    edition = known.get(found.version)
    return found.purpose, found.text, 0 if edition is None else -edition.number


def _version(found: QuestionFigures, known: Mapping[str, Edition], zone: str) -> str:
    if not found.version:
        return ""
    edition = known.get(found.version)
    if edition is None:
        return _("frühere Fassung, mit einem anderen Namen der Praxis")
    values = {"number": edition.number, "day": dates.short_day(edition.since, zone)}
    words = _("Fassung %(number)d vom %(day)s") % values
    return words if edition.language is language() else f"{words}, {_TONGUES[edition.language]}"


def _calls(found: Figures) -> Tile:
    return Tile(_("Anrufe in sieben Tagen"), number_format(found.calls), "", None)


def _seconds(found: Figures) -> Tile:
    name = _("Hinweis und Frage dauern")
    if found.seconds is None:
        return Tile(name, "–", _few(), None)
    note = _("in 19 von 20 Anrufen höchstens %(longest)s; Ziel: unter 15 Sekunden") % {
        "longest": _in_seconds(found.seconds.p95)
    }
    return Tile(name, _in_seconds(found.seconds.p50), note, found.seconds.p50 < TARGET_MS)


def _left(found: Figures) -> Tile:
    name = _("Aufgelegt, bevor gefragt wurde")
    if found.left_in_notice is None:
        return Tile(name, "–", _few(), None)
    return Tile(name, _percent(found.left_in_notice), "", None)


def _service(found: Figures) -> Tile:
    name = _("Nach einem Nein gleich gut bedient")
    if found.service is None:
        return Tile(name, "–", _few(), None)
    done = {"no": _percent(found.service.after_no), "yes": _percent(found.service.after_yes)}
    note = _("Anliegen aufgenommen: nach Nein %(no)s, nach Ja %(yes)s; Ziel: mindestens 0,9") % done
    ratio = number_format(found.service.ratio / 1000, 2)
    return Tile(name, ratio, note, found.service.equal)


def _row(found: QuestionFigures, names: Mapping[PurposeId, str], version: str) -> QuestionRow:
    return QuestionRow(
        name=names.get(found.purpose, found.purpose),
        text=words.text_name(found.text),
        version=version,
        asked="" if found.shares is None else number_format(found.shares.asked),
        parts=() if found.shares is None else _parts(found.shares),
        seconds=_typical(found.seconds),
    )


def _parts(shares: Shares) -> tuple[Part, ...]:
    rows = (
        ("yes", _("Ja"), shares.yes),
        ("no", _("Nein"), shares.no),
        ("silence", _("keine Antwort"), shares.silence),
        ("unclear", _("unklar"), shares.unclear),
        ("gone", _("aufgelegt"), shares.hung_up),
    )
    made, start = [], 0
    for look, name, share in rows:
        middle = start + share // 2 if share >= WRITTEN else None
        made.append(Part(look, name, start, share, _percent(share), middle))
        start += share
    return tuple(made)


def _typical(found: Spread | None) -> str:
    return "–" if found is None else f"{_in_seconds(found.p50)} / {_in_seconds(found.p95)}"


def _in_seconds(ms: int) -> str:
    return _("%(seconds)s s") % {"seconds": number_format(ms / 1000, 1)}


def _percent(share: int) -> str:
    return _("%(share)s %%") % {"share": number_format(share / 10, 0)}


def _few() -> str:
    return _("noch keine zehn Anrufe mit dieser Angabe: Einzelne wären erkennbar")
