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

if TYPE_CHECKING:
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
    """A text: what it is, who answers for it, and how it is spoken, in the language of the page first."""

    id: str
    name: str
    owner: str
    review: str
    overdue: bool
    spoken: tuple[SpokenRow, ...]


def sheet(row: TextRow) -> Sheet:
    """Return a text as it is shown."""
    return Sheet(
        id=row.id,
        name=text_name(row.id),
        owner=row.owner,
        review=date_format(row.review_by, "j. F Y"),
        overdue=row.overdue,
        spoken=tuple(_spoken(each) for each in sorted(row.spoken, key=_own_first)),
    )


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
    length = number_format(found.length / 1000, 1)
    return _("%(length)s s, höchstens %(most)s s") % {"length": length, "most": most}
