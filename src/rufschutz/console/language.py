"""The language of the page that is being answered.

Decides only between the two that the console speaks; German unless it is English.
"""

from __future__ import annotations

from django.utils.translation import get_language

from rufschutz.domain.call.commands import Language


def language() -> Language:
    """Return the language of the page, for the rules' own sentences."""
    return Language.EN if (get_language() or "de").startswith("en") else Language.DE
