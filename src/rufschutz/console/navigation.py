"""The way through the console: screens in four groups, those of the group one is in shown beside it.

Decides the groups and what is marked; which screens a role has stands in `rufschutz.console.screens`.
A screen that no group names would be lost, so a test holds that each has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rufschutz.console.screens import LABELS, Screen, screens_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from rufschutz.domain.access.request import Role

FEW: Final = 5
"""So many screens stand side by side, without groups."""

GROUPS: Final[tuple[tuple[_StrPromise, tuple[Screen, ...]], ...]] = (
    (_("Anrufe"), (Screen.CALLS, Screen.OVERVIEW, Screen.FIGURES)),
    (_("Einwilligungen"), (Screen.CONSENTS, Screen.OBJECTIONS, Screen.TEAM)),
    (_("Regeln"), (Screen.PURPOSES, Screen.DELETION, Screen.TEXTS, Screen.LINES, Screen.ROLES)),
    (
        _("Nachweise"),
        (
            Screen.LOG,
            Screen.APPROVALS,
            Screen.HOLDS,
            Screen.STORE,
            Screen.BACKUPS,
            Screen.EXCHANGE,
            Screen.KEYS,
            Screen.OFFBOARDING,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link to a screen. ``current``: one is on it, or on a page below it.

    ``waiting``: what waits there to be decided, in words; '' for nothing.
    """

    address: str
    label: str
    current: bool
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Screens that belong together; ``address`` is that of the first. ``waiting``: as in one of them."""

    label: str
    address: str
    current: bool
    entries: tuple[Entry, ...]
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """``groups`` is empty for a role with few screens; ``entries`` are those to be shown as links."""

    groups: tuple[Group, ...]
    entries: tuple[Entry, ...]


def navigation(role: Role, path: str, waiting: int = 0) -> Navigation:
    """Return what leads on from the page at ``path``; ``waiting``: how many approvals wait."""
    allowed = screens_of(role)
    if len(allowed) <= FEW:
        return Navigation((), tuple(_entry(screen, path, waiting) for screen in allowed))
    groups = tuple(
        _group(str(label), [_entry(screen, path, waiting) for screen in screens if screen in allowed])
        for label, screens in GROUPS
        if set(screens) & set(allowed)
    )
    return Navigation(groups, next((group.entries for group in groups if group.current), ()))


def _group(label: str, entries: list[Entry]) -> Group:
    waiting = next((entry.waiting for entry in entries if entry.waiting), "")
    current = any(entry.current for entry in entries)
    return Group(label, entries[0].address, current, tuple(entries), waiting)


def _entry(screen: Screen, path: str, waiting: int) -> Entry:
    address = reverse(screen.value)
    told = _told(waiting) if screen is Screen.APPROVALS else ""
    return Entry(address, str(LABELS[screen]), path.startswith(address), told)


def _told(waiting: int) -> str:
    words = ngettext("%(number)s wartet", "%(number)s warten", waiting) % {"number": waiting}
    return words if waiting else ""
