"""What the screen of texts shows of each text: words, seconds against the limit, owner, review.

Decides nothing; what has to be read again is decided in `rufschutz.core.purposes.library`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from rufschutz.console.calls.words import text_name
from rufschutz.console.language import language
from rufschutz.console.purposes.sayings import saying
from rufschutz.console.texts.slots import pieces
from rufschutz.core.purposes.checks import OFFER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.console.texts.slots import Piece
    from rufschutz.core.purposes.library import Spoken, TextRow


@dataclass(frozen=True, slots=True)
class SpokenRow:
    """A text in one language, in pieces. ``audible``: there is a sound of it to listen to."""

    language: str
    pieces: tuple[Piece, ...]
    seconds: str
    audible: bool
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text: what it is, who answers for it, and how it is spoken, in the language of the page first.

    ``seconds``: how long it lasts, '' where that is not known. ``unheard``: the line does not say it now.
    """

    id: str
    name: str
    owner: str
    review: str
    overdue: bool
    spoken: tuple[SpokenRow, ...]
    seconds: str = ""
    unheard: bool = False


def sheet(row: TextRow, names: Mapping[str, str], *, rendered: bool = False) -> Sheet:
    """Return a text as it is shown; ``names``: of purposes, by id; ``rendered``: the line says some texts."""
    spoken = sorted(row.spoken, key=_own_first)
    audible = any(each.clips for each in spoken)
    return Sheet(
        id=row.id,
        name=_name(row.id, names),
        owner=row.owner,
        review=date_format(row.review_by, "j. F Y"),
        overdue=row.overdue,
        spoken=tuple(_spoken(each) for each in spoken),
        seconds=_length(spoken[0].length) if spoken and spoken[0].length else "",
        unheard=rendered and not audible,
    )


def _name(text: str, names: Mapping[str, str]) -> str:
    """Return what a text is; an optional question by what it asks for."""
    purpose = text.removeprefix(OFFER)
    if purpose != text and purpose in names:
        return _("Freiwillige Frage: %(purpose)s") % {"purpose": names[purpose]}
    return text_name(text)


def _spoken(found: Spoken) -> SpokenRow:
    return SpokenRow(
        language=found.language,
        pieces=pieces(found.words),
        seconds=_seconds(found),
        audible=bool(found.clips),
        advice=tuple(saying(each, {}) for each in found.advice),
    )


def _own_first(found: Spoken) -> bool:
    """Sort the language of the page before the other."""
    return found.language != language().value


def _seconds(found: Spoken) -> str:
    most = number_format(found.most / 1000, 0)
    if not found.length:
        return _("höchstens %(most)s s") % {"most": most}
    length = number_format(round(found.length / 1000, 1), 1)
    return _("%(length)s s, höchstens %(most)s s") % {"length": length, "most": most}


def _length(ms: int) -> str:
    return _("%(length)s s") % {"length": number_format(round(ms / 1000))}
