"""Why a proposal cannot be made or decided, in words for who tried.

Decides nothing: each refusal of the record has its sentence, and each fault of the policy its
place in words and what to do about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console import afresh
from rufschutz.console.purposes.places import place
from rufschutz.console.purposes.sayings import saying
from rufschutz.console.purposes.wishes import UnreadableWishError
from rufschutz.core.purposes.errors import PlanRefusedError, ProposalError
from rufschutz.domain.approval import errors
from rufschutz.domain.moments import PeriodError

if TYPE_CHECKING:
    from collections.abc import Mapping


REFUSED: Final = (
    errors.ApprovalError,
    PlanRefusedError,
    ProposalError,
    PeriodError,
    UnreadableWishError,
    *afresh.NOT_AFRESH,
)

_WORDS: Final = {
    errors.NotWaitingError: lazy("Darüber ist schon entschieden, oder die Zeit dafür ist vorbei."),
    errors.SamePersonError: lazy(
        "Wer etwas vorschlägt, gibt es nicht selbst frei. Bitten Sie eine zweite Person; wer allein ist, "
        "wartet 48 Stunden."
    ),
    errors.OfficerDecidesError: lazy(
        "Die beauftragte Person für den Datenschutz nimmt Stellung und entscheidet nicht."
    ),
    errors.NoSecondError: lazy("Freigeben können nur eine weitere Leitung oder die Vertretung."),
    errors.ForeignHandError: lazy(
        "Die Regeln eines Auftraggebers gibt der Auftraggeber frei: dort die Leitung oder die Vertretung."
    ),
    errors.StaleSignInError: lazy(
        "Passwort und Code sind zu lange her. Bitte geben Sie beides noch einmal ein."
    ),
    errors.ChangedError: lazy("Der Vorschlag sieht inzwischen anders aus. Bitte lesen Sie ihn noch einmal."),
    errors.NoOpinionError: lazy(
        "Das lockert einen Schutz. Erst nimmt die beauftragte Person für den Datenschutz Stellung."
    ),
    errors.OwnOpinionError: lazy(
        "Wer etwas vorschlägt, nimmt dazu nicht selbst Stellung. Der Datenschutz braucht eine andere Person."
    ),
    errors.NotYoursError: lazy("Zurückziehen kann nur, wer es vorgeschlagen hat."),
    PeriodError: lazy("Bitte nennen Sie eine Frist in ganzen Tagen."),
    UnreadableWishError: lazy("Bitte wählen Sie aus, was sich ändern soll."),
}


def told(error: Exception, purposes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the sentences for a refusal; a policy that contradicts itself names every place.

    ``purposes``: their plain names by id.
    """
    if isinstance(error, afresh.NOT_AFRESH):
        return (afresh.told(error),)
    if isinstance(error, PlanRefusedError):
        said = (f"{place(fault.path, purposes)}: {saying(fault.message, purposes)}" for fault in error.faults)
        return tuple(dict.fromkeys(said))
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return (str(words),)
    why = saying(str(error), purposes)
    return (_("Das geht so nicht: %(why)s") % {"why": why} if why == str(error) else why,)
