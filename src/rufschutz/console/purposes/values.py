"""What stands in a message of the rules, one value at a time, in plain words: kinds, periods, states.

Decides words only. A value that has none is shown as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console.language import language
from rufschutz.console.purposes.words import AVAILABILITY, CONSENT
from rufschutz.core.purposes.plain import kind_name
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.moments import Period
from rufschutz.domain.purposes.profile import OverlayId
from rufschutz.domain.retention.words import spoken_period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

PROFILES: Final = {
    "P": lazy("Praxis"),
    "O": lazy("Büro"),
    "C": lazy("Callcenter"),
    "S": lazy("Wertpapiere"),
}

OVERLAYS: Final = {
    OverlayId.SECRECY.value: lazy("Berufsgeheimnis (§ 203 StGB)"),
    OverlayId.HEALTH.value: lazy("Gesundheitsdaten"),
    OverlayId.STAFF.value: lazy("Schutz des Teams"),
    OverlayId.PROCESSOR.value: lazy("Arbeit im Auftrag"),
    OverlayId.SECURITIES.value: lazy("Wertpapieraufträge (§ 83 WpHG)"),
}

MUST: Final = {
    "controller": lazy("wer spricht"),
    "ai_or_computer": lazy("dass ein Computer spricht"),
    "what_is_recorded": lazy("was aufgenommen wird"),
    "health_if_possible": lazy("dass auch Gesundheitliches dabei sein kann"),
    "purpose": lazy("wofür"),
    "longest_period": lazy("wie lange höchstens"),
    "withdrawal": lazy("wie man es zurücknimmt"),
    "no_disadvantage": lazy("dass ein Nein nicht schadet"),
    "key_yes": lazy("die Taste für Ja"),
    "key_no": lazy("die Taste für Nein"),
    "more_information": lazy("wo es mehr dazu gibt"),
    "nothing_recorded": lazy("dass nichts aufgenommen wird"),
    "human": lazy("der Weg zu einem Menschen"),
    "offer_withdrawal": lazy("dass es jederzeit widerrufbar ist"),
    "offer_voluntary": lazy("dass es freiwillig ist"),
}
"""What a text has to say, by the name of its mandatory slot."""

SLOTS: Final = {
    "controller_short": lazy("Kurzname"),
    "controller_full": lazy("voller Name"),
    "controller_address": lazy("Anschrift"),
    "dpo_contact": lazy("Kontakt zum Datenschutz"),
    "authority": lazy("Aufsichtsbehörde"),
    "url": lazy("Adresse der Datenschutzseite"),
    "place_sentence": lazy("Satz zum Ort der Daten"),
    "rec_period": lazy("Frist der Aufnahme"),
    "backup_period": lazy("Frist der Sicherungen"),
    "matter_period": lazy("Frist des Anliegens"),
    "reasons": lazy("Auswahl der Anliegen"),
    "message_key": lazy("Taste für eine Nachricht"),
    "number_groups": lazy("Rückrufnummer"),
    "last_two": lazy("letzte zwei Ziffern"),
    "rec_gone_date": lazy("Tag der Löschung"),
    "reason": lazy("Anliegen"),
    "code_groups": lazy("Belegnummer"),
    "today": lazy("heutiger Tag"),
    "data_short": lazy("welche Daten"),
    "recipient": lazy("an wen"),
    "purpose_short": lazy("wofür"),
    "processor_name": lazy("Dienstleister"),
    "country": lazy("Land"),
    "products": lazy("welche Angebote"),
    "hold_end_date": lazy("letzter Tag"),
}
"""What a placeholder stands for."""

_DAYS: Final = {
    "Mon": lazy("Mo."),
    "Tue": lazy("Di."),
    "Wed": lazy("Mi."),
    "Thu": lazy("Do."),
    "Fri": lazy("Fr."),
    "Sat": lazy("Sa."),
    "Sun": lazy("So."),
}
_MODES: Final = {mode.value: words for mode, words in CONSENT.items()}
_NAMED: Final[dict[str, Mapping[str, _StrPromise]]] = {
    "profile": PROFILES,
    "overlay": OVERLAYS,
    "must": MUST,
    "slot": SLOTS,
    "consent": _MODES,
    "state": {**AVAILABILITY, **_MODES},
    "new_state": {**AVAILABILITY, **_MODES},
}


def in_words(name: str, text: str, purposes: Mapping[str, str]) -> str:
    """Return a value in words by the ``name`` of what it is; ``purposes``: their plain names by id."""
    if name in _NAMED:
        return str(_NAMED[name].get(text, text))
    if name in _MADE:
        return _MADE[name](text)
    if name == "purpose":
        return purposes.get(text.removeprefix("purposes."), text)
    if name == "purposes":
        return ", ".join(purposes.get(each, each) for each in text.split(", "))
    return text


def period(text: str) -> str:
    """Return a period (ISO 8601) as it is spoken: ``sieben Tage``; as it came where it cannot be."""
    try:
        return spoken_period(Period.parse(text), language())
    except RufschutzError:
        return text


def _kind(text: str) -> str:
    return kind_name(text, language())


def _when(text: str) -> str:
    """Return hours of the week: ``Mon 12:00 to Mon 14:00; …`` or ``at every hour``."""
    if text == "at every hour":
        return _("zu keiner Stunde")
    for short, words in _DAYS.items():
        text = text.replace(short, str(words))
    return text.replace(" to ", _(" bis "))


def _mailbox(text: str) -> str:
    return _(" (eine Mailbox nimmt auf und zählt nicht)") if text else ""


_MADE: Final[dict[str, Callable[[str], str]]] = {
    "kind": _kind,
    "period": period,
    "new_period": period,
    "when": _when,
    "mailbox": _mailbox,
}
