"""Where in the policy something stands, in plain words: ``Text „Begrüßung“ (deutsch)``.

Decides words only. A path that has none is shown as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console.calls.words import text_name
from rufschutz.console.language import language
from rufschutz.console.purposes.values import OVERLAYS, SLOTS
from rufschutz.core.purposes.plain import kind_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT: Final = re.compile(r"texts\.(.+?)(?:\.(de|en))?(\.slow)?(?:\.(role|stop|review_by))?")
_WAYS: Final = {
    "callback": lazy("Rückruf"),
    "note": lazy("Notiz"),
    "web_form": lazy("Webformular"),
    "human": lazy("ein Mensch"),
    "mailbox": lazy("Mailbox"),
}
_TONGUES: Final = {"de": lazy("deutsch"), "en": lazy("englisch")}
_NAMES: Final = {"short_name": lazy("Kurzname"), "full_name": lazy("voller Name")}
_WHOLE: Final = {
    "purposes": lazy("Zwecke"),
    "recording": lazy("Frage nach der Aufnahme"),
    "profile": lazy("Profil"),
    "adequate": lazy("Länder mit angemessenem Schutz"),
}


def place(path: str, purposes: Mapping[str, str]) -> str:
    """Return a path of the policy in words; ``purposes``: their plain names by id."""
    first, *rest = path.split(".")
    match first, rest:
        case _, [] if first in _WHOLE:
            return str(_WHOLE[first])
        case "purposes", [name, *_]:
            return gettext("Zweck „%(name)s“") % {"name": purposes.get(name, name)}
        case "retention" | "rules", [kind, *_]:
            return gettext("Frist: %(kind)s") % {"kind": kind_name(kind, language())}
        case "texts", [_, *_]:
            return _text(path)
        case "tenant" | "slots" | "dialog" | "overlays", [_, *_]:
            return _detail(path, first, rest)
    return _alternatives(rest) if first == "alternatives" else path


def _detail(path: str, first: str, rest: list[str]) -> str:
    match first, rest:
        case "tenant", [field, tongue] if field in _NAMES:
            return _spoken_in(str(_NAMES[field]), tongue)
        case "slots", [name]:
            return gettext("Angabe „%(name)s“") % {"name": SLOTS.get(name, name)}
        case "overlays", [name, *_]:
            return gettext("Zusatzregel „%(name)s“") % {"name": OVERLAYS.get(name, name)}
        case "dialog", ["reasons", *_]:
            return gettext("Auswahl der Anliegen")
        case "dialog", _:
            return gettext("Regeln des Gesprächs")
    return path


def _alternatives(rest: list[str]) -> str:
    ways = ", ".join(str(_WAYS[way]) for way in rest if way in _WAYS)
    return gettext("Wege nach einem Nein") + (f" ({ways})" if ways else "")


def _text(path: str) -> str:
    found = _TEXT.fullmatch(path)
    name, tongue, slow, _field = found.groups() if found else (path, None, None, None)
    words = _spoken_in(gettext("Text „%(name)s“") % {"name": text_name(str(name))}, tongue or "")
    return gettext("%(text)s, langsam gesprochen") % {"text": words} if slow else words


def _spoken_in(words: str, tongue: str) -> str:
    return f"{words} ({_TONGUES[tongue]})" if tongue in _TONGUES else words
