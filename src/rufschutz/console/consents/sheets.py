"""What the screen shows of a number's consents: states, wishes and the timeline, newest first.

Decides nothing about access; what it is given may be seen. It never holds a number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.calls.words import REFUSED_BY, text_name
from rufschutz.console.consents import words
from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.moments import Period
from rufschutz.domain.retention.words import spoken_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.console.calls.rows import Sign
    from rufschutz.core.consent.ledger import LedgerLine, NumberLedger, StandingState
    from rufschutz.core.consent.preferences import WishView
    from rufschutz.core.consent.wordings import Wording
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.ids import FactId, PurposeId


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A standing consent. ``ends``: its purpose where it can be ended here, else ''."""

    name: str
    sign: Sign
    since: str
    detail: str
    ends: str


@dataclass(frozen=True, slots=True)
class WishRow:
    """A standing wish that can be entered (``since`` is '') or taken back."""

    preference: str
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the timeline; ``call`` is the id of the call it came from, '' for none.

    ``asked``: which words were said, in which version; '' where nobody asked.
    """

    when: str
    name: str
    sign: Sign
    detail: str
    asked: str
    call: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it."""

    standing: tuple[StandingRow, ...]
    wishes: tuple[WishRow, ...]
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which zone and language, and by which names, a sheet is written.

    ``wordings``: the version of the policy under which each consent was asked for.
    """

    zone: str
    language: Language
    purposes: Mapping[PurposeId, str]
    wordings: Mapping[FactId, Wording] = field(default_factory=dict)

    def name(self, purpose: PurposeId) -> str:
        """Return a purpose's plain name."""
        return self.purposes.get(purpose, purpose)


def sheet(found: NumberLedger, wishes: tuple[WishView, ...] | None, tongue: Tongue) -> Sheet:
    """Return what is shown; ``wishes`` None: the viewer may neither see nor enter any."""
    return Sheet(
        tuple(_standing(row, tongue, ending=wishes is not None) for row in found.standing),
        () if wishes is None else tuple(_wish(each, wishes, tongue) for each in Preference),
        tuple(_line(row, tongue) for row in reversed(found.lines)),
    )


def _standing(row: StandingState, tongue: Tongue, *, ending: bool) -> StandingRow:
    detail = [part for part in (row.channel, row.product) if part]
    if row.expires_at is not None:
        detail.append(_("gilt bis %(day)s") % {"day": dates.last_day(row.expires_at, tongue.zone)})
    ends = row.purpose if ending and row.state is ConsentState.GIVEN else ""
    since = dates.day(row.at, tongue.zone)
    return StandingRow(tongue.name(row.purpose), words.sign(row.state), since, " · ".join(detail), ends)


def _wish(preference: Preference, wishes: tuple[WishView, ...], tongue: Tongue) -> WishRow:
    since = next((wish.set_at for wish in wishes if wish.preference is preference), None)
    told = "" if since is None else dates.day(since, tongue.zone)
    return WishRow(preference.value, str(words.WISHES[preference]), told)


def _line(row: LedgerLine, tongue: Tongue) -> LineRow:
    told = (dates.clock(row.at, tongue.zone), _how(row), row.channel, row.product)
    detail = [part for part in told if part]
    if row.state is ConsentState.GIVEN and row.promised:
        period = spoken_period(Period.parse(row.promised), tongue.language)
        detail.append(_("höchstens %(period)s zugesagt") % {"period": period})
    return LineRow(
        when=dates.short_day(row.at, tongue.zone),
        name=tongue.name(row.purpose),
        sign=words.sign(row.state),
        detail=" · ".join(detail),
        asked=_asked(row, tongue),
        call=row.call or "",
    )


def _how(row: LedgerLine) -> str:
    """Return how it was said; of a no without a key, that none was pressed."""
    by = str(REFUSED_BY.get(row.refused_by, "")) if row.state is ConsentState.REFUSED else ""
    return by or words.method(row.method)


def _asked(row: LedgerLine, tongue: Tongue) -> str:
    """Return which words were asked, in which version: ``Gefragt: Begrüßung …, Fassung 2 vom 12.11.2026``."""
    if not row.text:
        return ""
    said = _("Gefragt: %(text)s") % {"text": text_name(row.text)}
    if row.language and row.language != tongue.language.value:
        said += f", {words.tongue(row.language)}"
    if (version := tongue.wordings.get(row.id)) is None:
        return said
    values = {"number": version.number, "day": dates.short_day(version.since, tongue.zone)}
    return f"{said}, " + _("Fassung %(number)d vom %(day)s") % values
