"""The team's own answers and the state of the works agreement in plain words.

Decides nothing. What has no word here is found by a test, not shown by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from rufschutz.console.calls.rows import Sign
from rufschutz.domain.consent.staff import CouncilState, LegReason

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COUNCIL: Final = {
    CouncilState.NONE: _("Es gibt keinen Betriebsrat."),
    CouncilState.PENDING: _("Es gibt einen Betriebsrat; die Vereinbarung steht noch aus."),
    CouncilState.SIGNED: _("Die Betriebsvereinbarung ist unterschrieben."),
}

_REASONS: Final[dict[LegReason, tuple[str, str, _StrPromise]]] = {
    LegReason.NO_IN_THIS_CALL: ("none", "icons/none.svg", _("In diesem Gespräch nicht")),
    LegReason.COUNCIL_UNKNOWN: ("none", "icons/dash.svg", _("Nein: zum Betriebsrat ist nichts eingetragen")),
    LegReason.COUNCIL_PENDING: ("none", "icons/dash.svg", _("Nein: die Betriebsvereinbarung fehlt")),
    LegReason.NEVER_ANSWERED: ("none", "icons/dash.svg", _("Nein: Sie haben nicht geantwortet")),
    LegReason.REFUSED: ("none", "icons/none.svg", _("Nein: Sie haben abgelehnt")),
    LegReason.WITHDRAWN: ("no", "icons/cross.svg", _("Nein: Sie haben widerrufen")),
    LegReason.NO_LONGER_VALID: ("no", "icons/cross.svg", _("Nein: Ihre Antwort gilt nicht mehr")),
    LegReason.CONSENTED: ("yes", "icons/check.svg", _("Ja")),
}


def sign(reason: LegReason) -> Sign:
    """Return whether one's own voice may be captured, as a sign."""
    look, icon, words = _REASONS[reason]
    return Sign(look, icon, str(words))
