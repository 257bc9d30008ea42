"""What the screen of keys shows of each key; its secret is nowhere.

Decides words only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.calls.rows import Sign
from rufschutz.console.roles.words import ACTIONS, PURPOSES
from rufschutz.core.accounts.queries import person_name
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from rufschutz.core.apikeys.queries import KeyView


@dataclass(frozen=True, slots=True)
class KeySheet:
    """A key as it is shown; ``open``: it can still be ended."""

    id: str
    name: str
    sign: Sign
    end: str
    may: tuple[str, ...]
    purposes: tuple[str, ...]
    made: str
    used: str
    open: bool


def sheet(key: KeyView, zone: str) -> KeySheet:
    """Return a key as its owner sees it."""
    return KeySheet(
        id=key.id,
        name=key.name,
        sign=_sign(key),
        end=_end(key, zone),
        may=tuple(str(words) for action, words in ACTIONS.items() if action.value in key.actions),
        purposes=tuple(str(words) for purpose, words in PURPOSES.items() if purpose in key.purposes),
        made=_("%(day)s, %(who)s")
        % {
            "day": dates.day(key.made_at, zone),
            "who": person_name(PersonId(key.made_by)) or _("unbekannt"),
        },
        used=_used(key.used_on),
        open=key.ended_at is None,
    )


def _sign(key: KeyView) -> Sign:
    if key.ended_at is not None:
        return Sign("none", "icons/dash.svg", _("Beendet"))
    if not key.stands:
        return Sign("no", "icons/cross.svg", _("Ohne Wirkung"))
    return Sign("yes", "icons/check.svg", _("Gültig"))


def _end(key: KeyView, zone: str) -> str:
    if key.ended_at is not None:
        return _("beendet am %(day)s") % {"day": dates.day(key.ended_at, zone)}
    told = _("bis %(day)s") % {"day": dates.day_and_time(key.until, zone)}
    if not key.stands:
        return _("%(end)s; wer ihn gemacht hat, darf das nicht mehr") % {"end": told}
    return told


def _used(day: str) -> str:
    """Return the day of the last use; it is counted in UTC, and only days are kept."""
    if not day:
        return _("noch nie")
    return f"{dt.date.fromisoformat(day):%d.%m.%Y}"
