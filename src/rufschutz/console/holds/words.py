"""Kinds and states of holds, and why one is refused, in plain words.

Decides nothing. What has no word here is found by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as lazy

from rufschutz.console.purposes import refusals
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.holds.errors import NoHoldError, StillRunningError
from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import Kind, State

if TYPE_CHECKING:
    from rufschutz.domain.errors import RufschutzError

KINDS: Final = {
    Kind.LEGAL_HOLD: lazy("Rechtsstreit"),
    Kind.RESTRICTION: lazy("Einschränkung (Art. 18 DSGVO)"),
    Kind.LEGAL_DUTY: lazy("Gesetzliche Pflicht"),
    Kind.OPEN_REQUEST: lazy("Offene Anfrage"),
}

STATES: Final = {
    State.PROVISIONAL: lazy("vorläufig"),
    State.CONFIRMED: lazy("gilt"),
    State.LIFTING: lazy("wird aufgehoben"),
    State.RELEASED: lazy("freigegeben"),
    State.LAPSED: lazy("verfallen: niemand hat bestätigt"),
    State.EXPIRED: lazy("abgelaufen"),
}

REFUSALS: Final = {
    errors.NoGroundError: lazy(
        "Bitte nennen Sie den Grund: bei einem Rechtsstreit Gegenseite, Anspruch und Rechtsbeistand, bei "
        "einer Pflicht den Paragrafen; jede Angabe mit höchstens 500 Zeichen."
    ),
    errors.NotToldError: lazy("Bitte geben Sie an, dass die Person es weiß, oder warum nicht."),
    errors.EndDateError: lazy("Dieser Tag geht nicht: Er ist vorbei oder liegt zu weit in der Zukunft."),
    errors.EndedError: lazy("Das ist schon zu Ende."),
    errors.NotConfirmedError: lazy("Das wartet noch auf die Bestätigung einer zweiten Person."),
    errors.OtherWayError: lazy("Eine Einschränkung wird aufgehoben, alles andere freigegeben."),
    StillRunningError: lazy("Dieser Anruf läuft noch. Bitte warten Sie sein Ende ab."),
    NoHoldError: lazy("Diesen Eintrag gibt es nicht (mehr)."),
    ProposalError: lazy("Bitte nennen Sie einen Grund. Wartet dieselbe Bitte schon, genügt sie."),
}

REFUSED: Final = (errors.HoldError, NoHoldError, StillRunningError, ProposalError, *refusals.REFUSED)
"""What setting or ending a hold may be refused with; who may not do it at all gets another page."""


def told(error: RufschutzError) -> tuple[str, ...]:
    """Return the sentences for a refusal."""
    named = next((str(words) for kind, words in REFUSALS.items() if isinstance(error, kind)), "")
    return (named,) if named else refusals.told(error, {})
