"""The language of a public page: German, or English where the address begins with ``/en/``.

Decides by the address alone: no cookie remembers a choice, and nothing that a browser says of
its user is read.
"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from rufschutz.domain.call.commands import Language

PAGES: Final = "rufschutz.public.urls"
"""The addresses of this layer, whatever else is served beside them."""


def address(name: str, language: Language, *args: str) -> str:
    """Return the path of a page in a language."""
    place = f"en:{name}" if language is Language.EN else name
    return reverse(place, PAGES, args=args)


def other(language: Language) -> Language:
    """Return the other language."""
    return Language.DE if language is Language.EN else Language.EN
