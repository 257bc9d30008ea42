"""What is typed to see a receipt: its code and one thing that only who called knows.

Decides what can be tried at all. Whether it fits is decided where codes are known, with one
answer for whatever does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from rufschutz.core.consent.receipts import CalledFrom, OnDay
from rufschutz.core.tenants.queries import line_named
from rufschutz.domain.moments import is_day
from rufschutz.domain.numbers import e164

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.domain.ids import TenantId

_CODE: Final = re.compile(r"[0-9]{9}")
_BETWEEN: Final = str.maketrans("", "", " \u00a0()/.-\u2010\u2011\u2013")


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """The fields as typed, and by field what is wrong with them, in words for who typed it."""

    code: str = ""
    number: str = ""
    day: str = ""
    line: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def second(self) -> CalledFrom | OnDay:
        """Return what is to fit beside the code; the number where both were typed."""
        if self.number:
            return CalledFrom(e164(self.number) or "")
        card = line_named(self.line)
        return OnDay(self.day, frozenset() if card is None else frozenset({card.id}))

    def tenant(self) -> TenantId | None:
        """Return whose line was named, None where none was or nobody has it."""
        card = None if self.number else line_named(self.line)
        return None if card is None else card.tenant


def read(typed: Mapping[str, str]) -> ReceiptForm:
    """Return what was typed, checked in the language of the page."""
    form = ReceiptForm(
        code=typed.get("code", "").translate(_BETWEEN),
        number=typed.get("number", "").strip(),
        day=typed.get("day", "").strip(),
        line=typed.get("line", "").strip()[:64],
    )
    form.faults.update(_faults(form))
    return form


def _faults(form: ReceiptForm) -> dict[str, str]:
    found = {}
    if _CODE.fullmatch(form.code) is None:
        found["code"] = _("Die Belegnummer hat neun Ziffern, zum Beispiel 123 456 789.")
    if form.number and not e164(form.number):
        found["number"] = _("Das ist keine vollständige Nummer. Zum Beispiel: 030 23125000.")
    if not form.number and not is_day(form.day):
        found["day"] = _("Bitte nennen Sie die Nummer, von der Sie anriefen, oder den Tag des Anrufs.")
    elif not form.number and not form.line and line_named("") is None:
        found["line"] = _("Bitte nennen Sie zum Tag auch die Leitung, die Sie angerufen haben.")
    return found
