"""What the screen of the team shows: one's own answers, and the works agreement; nobody else's answers.

Decides words only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.team import words
from rufschutz.core.accounts.queries import person_name
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState, agent_leg

if TYPE_CHECKING:
    import datetime as dt

    from rufschutz.console.calls.rows import Sign
    from rufschutz.core.consent.answers import AgreementView
    from rufschutz.domain.ids import PurposeId


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One's own answer for a purpose; ``given``: it is a yes, which can be taken back."""

    purpose: str
    name: str
    sign: Sign
    given: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class AgreementSheet:
    """The works agreement as it was last entered; '' for what is not there."""

    state: str
    agreed_on: str
    ends_on: str
    over: bool
    document: str
    entered: str


def answer(
    purpose: PurposeId, name: str, own: ConsentState | None, council: CouncilState | None
) -> AnswerRow:
    """Return one's own answer as it is shown, with what follows from it and from the agreement."""
    leg = agent_leg(own, council)
    return AnswerRow(
        purpose,
        name,
        words.sign(leg.reason),
        own is ConsentState.GIVEN,
        own in {ConsentState.REFUSED, ConsentState.WITHDRAWN},
    )


def agreement(found: AgreementView | None, today: dt.date, zone: str) -> AgreementSheet:
    """Return the works agreement as it is shown."""
    if found is None:
        nothing = _("Niemand hat bisher eingetragen, ob es einen Betriebsrat gibt.")
        return AgreementSheet(nothing, "", "", over=False, document="", entered="")
    entered = _("%(when)s, %(who)s") % {
        "when": dates.day_and_time(found.at, zone),
        "who": person_name(found.person) or _("unbekannt"),
    }
    over = found.state is CouncilState.SIGNED and found.on(today) is not CouncilState.SIGNED
    state = str(words.COUNCIL[found.state])
    return AgreementSheet(
        _("Die Betriebsvereinbarung ist abgelaufen.") if over else state,
        _day(found.agreed_on),
        _day(found.ends_on),
        over,
        found.document,
        entered,
    )


def _day(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%d.%m.%Y}"
