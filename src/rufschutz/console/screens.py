"""Which role sees which screen: derived from the one table of access, so that they cannot disagree.

Decides the navigation and the start page only. What a screen may show of a call is asked
of the record, once more and for each reading.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from rufschutz.domain.access.request import Action, Role
from rufschutz.domain.access.table import TABLE


class Screen(StrEnum):
    """The screens of the console; the value is the name of the screen's address."""

    OVERVIEW = "overview"
    CALLS = "calls"
    CONSENTS = "consents"
    FIGURES = "figures"
    LOG = "log"
    PURPOSES = "purposes"
    DELETION = "deletion"
    LINES = "lines"
    TEXTS = "texts"
    ROLES = "roles"
    TEAM = "team"
    OBJECTIONS = "objections"
    EXCHANGE = "exchange"
    KEYS = "keys"
    APPROVALS = "approvals"
    HOLDS = "holds"
    STORE = "store"
    BACKUPS = "backups"
    OFFBOARDING = "offboarding"


NEEDS = {
    Screen.OVERVIEW: Action.REHEARSE_RETENTION,
    Screen.CALLS: Action.LIST_CALLS,
    Screen.CONSENTS: Action.VIEW_CONSENTS,
    Screen.FIGURES: Action.VIEW_FIGURES,
    Screen.LOG: Action.VIEW_AUDIT,
    Screen.PURPOSES: Action.VIEW_POLICY,
    Screen.DELETION: Action.VIEW_POLICY,
    Screen.LINES: Action.VIEW_POLICY,
    Screen.TEXTS: Action.VIEW_POLICY,
    Screen.ROLES: Action.VIEW_ROLES,
    Screen.TEAM: Action.ANSWER_FOR_ONESELF,
    Screen.OBJECTIONS: Action.ENTER_OBJECTION,
    Screen.EXCHANGE: Action.EXPORT_LEDGER,
    Screen.KEYS: Action.MANAGE_API_KEYS,
    Screen.APPROVALS: Action.VIEW_REQUESTS,
    Screen.HOLDS: Action.VIEW_HOLDS,
    Screen.STORE: Action.CHECK_STORE,
    Screen.BACKUPS: Action.VIEW_BACKUPS,
    Screen.OFFBOARDING: Action.ASK_OFFBOARDING,
}
"""What a role must be allowed to do for a screen to be of use to it."""

LABELS = {
    Screen.OVERVIEW: _("Lage heute"),
    Screen.CALLS: _("Anrufe"),
    Screen.CONSENTS: _("Einwilligungen"),
    Screen.FIGURES: _("Quoten"),
    Screen.LOG: _("Protokoll"),
    Screen.PURPOSES: _("Zwecke"),
    Screen.DELETION: _("Löschkonzept"),
    Screen.LINES: _("Leitungen"),
    Screen.TEXTS: _("Texte"),
    Screen.ROLES: _("Rollen"),
    Screen.TEAM: _("Team"),
    Screen.OBJECTIONS: _("Widersprüche"),
    Screen.EXCHANGE: _("Ein- und Ausgabe"),
    Screen.KEYS: _("Schnittstelle"),
    Screen.APPROVALS: _("Freigaben"),
    Screen.HOLDS: _("Gesprächssafe"),
    Screen.STORE: _("Bestand"),
    Screen.BACKUPS: _("Sicherung"),
    Screen.OFFBOARDING: _("Auszug"),
}

ROLE_LABELS = {
    Role.OWNER: _("Leitung"),
    Role.AGENT: _("Team"),
    Role.SUPERVISOR: _("Teamleitung"),
    Role.DATA_PROTECTION_OFFICER: _("Datenschutz"),
    Role.AUDITOR: _("Prüfung"),
    Role.OPERATOR: _("Technik"),
    Role.DEPUTY: _("Vertretung"),
    Role.API_KEY: _("Schnittstelle"),
}

_WORKERS = frozenset({Role.OWNER, Role.AGENT, Role.SUPERVISOR})


def screens_of(role: Role) -> tuple[Screen, ...]:
    """Return a role's screens, the start page first: calls for who works, the overview for who watches.

    A machine has none.
    """
    if role is Role.API_KEY:
        return ()
    allowed = tuple(screen for screen, action in NEEDS.items() if action in TABLE[role])
    if role in _WORKERS:
        return (Screen.CALLS, *(screen for screen in allowed if screen is not Screen.CALLS))
    return allowed
