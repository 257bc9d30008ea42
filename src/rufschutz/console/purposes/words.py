"""States, ways and verdicts of purposes and proposals in plain words.

Decides nothing. What has no word here is found by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from rufschutz.console.calls.rows import Sign
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CONSENT: Final = {
    ConsentMode.NONE: _("ohne Frage"),
    ConsentMode.PER_CALL: _("mit Einwilligung in jedem Anruf"),
    ConsentMode.STANDING: _("mit dauerhafter Einwilligung, jederzeit widerrufbar"),
    ConsentMode.NOTICE: _("mit Hinweis, nach dem Gesetz"),
}

VERDICTS: Final = {
    Verdict.AGREE: _("stimmt zu"),
    Verdict.OBJECT: _("widerspricht"),
    Verdict.CONDITIONS: _("stimmt unter Bedingungen zu"),
}

STATES: Final = {
    State.WAITING: _("wartet auf eine Entscheidung"),
    State.IN_FORCE: _("in Kraft"),
    State.REJECTED: _("zurückgewiesen"),
    State.TAKEN_BACK: _("zurückgezogen"),
    State.EXPIRED: _("abgelaufen"),
    State.OVERTAKEN: _("überholt: Etwas anderes ist in Kraft getreten"),
}

AVAILABILITY: Final = {
    "active": _("an"),
    "available": _("aus"),
    "never": _("ausgeschlossen"),
}

_SIGNS: Final[dict[ProfileState, tuple[str, str, _StrPromise]]] = {
    ProfileState.ACTIVE: ("yes", "icons/check.svg", AVAILABILITY["active"]),
    ProfileState.AVAILABLE: ("none", "icons/dash.svg", AVAILABILITY["available"]),
    ProfileState.NEVER: ("none", "icons/lock.svg", AVAILABILITY["never"]),
}


def sign(state: ProfileState) -> Sign:
    """Return a purpose's state as a sign."""
    look, icon, words = _SIGNS[state]
    return Sign(look, icon, str(words))
