"""States, ways and reasons of consents in plain words.

Decides nothing. What has no word here is found by a test, not shown by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from rufschutz.console.calls.rows import Sign
from rufschutz.console.calls.words import METHODS
from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.consent.because import Because

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BECAUSE: Final = {
    Because.ACCESS_REQUEST: _("Auskunft an die anrufende Person"),
    Because.OBJECTION: _("Widerruf oder Widerspruch"),
    Because.COMPLAINT: _("Beschwerde"),
    Because.AUTHORITY: _("Anfrage einer Behörde"),
    Because.REVIEW: _("Prüfung"),
    Because.PROOF: _("Nachweis"),
}

WISHES: Final = {
    Preference.NEVER_RECORD: _("Anrufe von dieser Nummer nie aufnehmen"),
    Preference.NO_ADVERTISING: _("Keine Werbung an diese Nummer"),
}

_STATES: Final[dict[ConsentState, tuple[str, str, _StrPromise]]] = {
    ConsentState.REQUESTED: ("none", "icons/dash.svg", _("Gefragt")),
    ConsentState.GIVEN: ("yes", "icons/check.svg", _("Zugestimmt")),
    ConsentState.REFUSED: ("none", "icons/none.svg", _("Abgelehnt")),
    ConsentState.WITHDRAWN: ("no", "icons/trash.svg", _("Widerrufen")),
    ConsentState.EXPIRED: ("none", "icons/dash.svg", _("Abgelaufen")),
    ConsentState.INVALIDATED: ("no", "icons/cross.svg", _("Gilt nicht mehr")),
}

_BY_KEY = _("per Taste im Anruf")
_METHODS: Final = {
    "rtp_event": _BY_KEY,
    "sip_info": _BY_KEY,
    "in_band": _BY_KEY,
    "dtmf": _BY_KEY,
    **METHODS,
    "import": _("mit Nachweis übernommen"),
    "rule": _("von selbst, nach der Regel"),
}


_TONGUES: Final = {"de": _("auf Deutsch"), "en": _("auf Englisch")}


def tongue(language: str) -> str:
    """Return the language in which something was said."""
    return str(_TONGUES.get(language, language))


def sign(state: ConsentState) -> Sign:
    """Return a state as a sign: a word, an icon, a look."""
    look, icon, words = _STATES[state]
    return Sign(look, icon, str(words))


def method(name: str) -> str:
    """Return the way a consent was changed; '' where it is not known."""
    return str(_METHODS.get(name, ""))
