"""Why a wish ends, and how it came to be, in plain words.

Decides nothing. What has no word here is found by a test, not shown by its id.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from rufschutz.domain.consent.ending import WishEnding

ENDINGS: Final = {
    WishEnding.ASKED: _("Die Person möchte ihn nicht mehr"),
    WishEnding.OTHER_HOLDER: _("Die Nummer gehört inzwischen jemand anderem"),
    WishEnding.MISTAKE: _("Er war ein Versehen"),
}

_METHODS: Final = {
    "dtmf": _("per Taste im Anruf"),
    "staff": _("mitgeteilt und eingetragen"),
    "staff_shell": _("mitgeteilt und an der Befehlszeile eingetragen"),
    "api": _("über die Schnittstelle"),
}


def method(name: str) -> str:
    """Return how a wish was entered; '' where it is not known."""
    return str(_METHODS.get(name, ""))
