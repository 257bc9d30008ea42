"""How a call's sound arrived, in words: what a listener will have noticed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rufschutz.domain.call.quality import Grade

if TYPE_CHECKING:
    from rufschutz.core.calls.queries import SoundQuality


@dataclass(frozen=True, slots=True)
class Quality:
    """The line on a call's page, and what to do about a bad one ('' for a good one)."""

    words: str
    note: str


def quality_words(seen: SoundQuality | None) -> Quality | None:
    """Return the words, or None where nothing was measured."""
    if seen is None:
        return None
    if seen.grade is Grade.UNKNOWN:
        return Quality(_("kein Ton vom Anrufer"), _advice())
    values = {
        "grade": _grade(seen.grade),
        "missing": number_format(seen.missing / 10, decimal_pos=1),
        "jitter": seen.jitter,
    }
    words = _("%(grade)s (%(missing)s %% verloren, %(jitter)s ms Schwankung)") % values
    return Quality(words, _advice() if seen.grade is Grade.BAD else "")


def _grade(found: Grade) -> str:
    return {Grade.GOOD: _("gut"), Grade.FAIR: _("mäßig")}.get(found) or _("schlecht")


def _advice() -> str:
    return _(
        "Vom Anrufer kam nicht alles an; in der Aufnahme sind das stille Stellen. "
        "Kommt das öfter vor, prüfen Sie das Netz zur Telefonanlage."
    )
