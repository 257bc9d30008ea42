"""What somebody typed into the form of a line, read and checked here, whatever the browser checked.

Decides which requests can be worked on: someone to reach, and one thing to do. It asks for no
date of birth, no insurance and nothing about health, and takes no field that it did not show.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from rufschutz.core.matters.notes import Written
from rufschutz.domain.freetext import unreadable_sign
from rufschutz.domain.ids import FactId, ReasonId

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TRAP: Final = "homepage"
"""A field that no person sees; what is in it was put there by a machine."""

NAME_MOST: Final = 80
CONTACT_MOST: Final = 120
TEXT_MOST: Final = 1000

_NUMBER: Final = re.compile(r"\+?[0-9]{5,15}")
_BETWEEN: Final = str.maketrans("", "", " \u00a0()/.-\u2010\u2011\u2013")
_MAIL: Final = EmailValidator(message="no address")


@dataclass(frozen=True, slots=True)
class EnquiryForm:
    """The fields as typed, and by field what is wrong with them, in words for who typed it."""

    name: str = ""
    contact: str = ""
    reason: str = ""
    text: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def written(self) -> Written:
        """Return the request as it is stored; only of a form without faults."""
        reason = ReasonId(self.reason) if self.reason else None
        return Written(contact(self.contact), self.text, self.name, reason)

    def named(self, token: str) -> FactId:
        """Return the id of the request: the same form sent again is the same one, with other words another.

        ``token``: the random id that the form was handed out with. It is kept nowhere, so the id
        tells nothing of the words.
        """
        said = json.dumps([token, self.name, self.contact, self.reason, self.text])
        return FactId(hashlib.sha256(said.encode()).hexdigest()[:32])


def read(typed: Mapping[str, str], reasons: Collection[str]) -> EnquiryForm:
    """Return what was typed, checked in the language of the page; ``reasons``: those of the line."""
    form = EnquiryForm(
        name=_line(_readable(typed.get("name", ""))),
        contact=_line(_readable(typed.get("contact", ""))),
        reason=typed.get("reason", ""),
        text=_readable(typed.get("text", "")).replace("\r\n", "\n").strip(),
    )
    form.faults.update(_removed(typed))
    form.faults.update(_faults(form, reasons, typed.get(TRAP, "")))
    return form


def contact(typed: str) -> str:
    """Return a number as it is dialled, or an e-mail address; '' where it is neither."""
    if "@" in typed:
        try:
            _MAIL(typed)
        except ValidationError:
            return ""
        return typed
    number = typed.translate(_BETWEEN)
    number = "+" + number[2:] if number.startswith("00") else number
    return number if _NUMBER.fullmatch(number) else ""


def _faults(form: EnquiryForm, reasons: Collection[str], trap: str) -> dict[str, str]:
    found = {}
    if len(form.name) > NAME_MOST:
        found["name"] = _("Bitte kürzen Sie den Namen auf %(most)d Zeichen.") % {"most": NAME_MOST}
    if not form.contact:
        found["contact"] = _(
            "Bitte nennen Sie eine Telefonnummer oder E-Mail-Adresse, sonst erreichen wir Sie nicht."
        )
    elif len(form.contact) > CONTACT_MOST or not contact(form.contact):
        found["contact"] = _(
            "Das ist weder eine vollständige Telefonnummer noch eine E-Mail-Adresse. "
            "Zum Beispiel: 030 23125000."
        )
    if form.reason and form.reason not in reasons:
        found["reason"] = _("Bitte wählen Sie eines der Anliegen aus der Liste.")
    if not form.reason and not form.text:
        found["text"] = _("Bitte wählen Sie ein Anliegen, oder schreiben Sie kurz, worum es geht.")
    if len(form.text) > TEXT_MOST:
        values = {"most": TEXT_MOST, "length": len(form.text)}
        found["text"] = (
            _("Bitte kürzen Sie den Text auf %(most)d Zeichen; jetzt sind es %(length)d.") % values
        )
    if trap:
        found[TRAP] = _(
            "Bitte lassen Sie das Feld „Homepage“ leer. Es fängt Programme, die Formulare ausfüllen."
        )
    return found


def _readable(typed: str) -> str:
    return "".join(sign for sign in typed if not unreadable_sign(sign))


def _removed(typed: Mapping[str, str]) -> dict[str, str]:
    """Return a fault for each field of which something was taken away: who typed it looks at it again."""
    words = _(
        "Hier standen Zeichen, die niemand lesen kann; wir haben sie entfernt. "
        "Bitte prüfen Sie den Text und senden Sie ihn noch einmal ab."
    )
    return {name: words for name in ("name", "contact", "text") if unreadable_sign(typed.get(name, ""))}


def _line(typed: str) -> str:
    """Return one line of printable signs without space around it."""
    return "".join(sign if sign.isprintable() else " " for sign in typed).strip()
