"""The table of access in plain words: every act, purpose and duty by the name that people use.

Decides nothing. What has no word here is found by a test, not shown by its id.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from rufschutz.domain.access.request import Action, Obligation
from rufschutz.domain.access.table import (
    CLAIMS,
    FIGURES,
    MATTER,
    PROOF,
    QUALITY,
    RECORD,
    RIGHTS,
    SECURITY,
    Reach,
)

ACTIONS: Final = {
    Action.LIST_CALLS: _("Liste der Anrufe ansehen"),
    Action.VIEW_CALL: _("Einen Anruf ansehen"),
    Action.VIEW_NUMBER: _("Eine Rufnummer ganz ansehen"),
    Action.PLAY_RECORDING: _("Eine Nachricht anhören"),
    Action.WITHDRAW_CONSENT: _("Einen Widerruf eintragen"),
    Action.CLOSE_MATTER: _("Ein Anliegen erledigen"),
    Action.VIEW_AUDIT: _("Das Protokoll ansehen"),
    Action.READ_CERTIFICATE: _("Eine Löschbestätigung abrufen"),
    Action.REHEARSE_RETENTION: _("Fällige Löschungen ansehen"),
    Action.RUN_RETENTION: _("Fällige Löschungen ausführen"),
    Action.STOP_RETENTION: _("Löschungen anhalten"),
    Action.VIEW_POLICY: _("Regeln und Leitungen ansehen"),
    Action.ADOPT_POLICY: _("Regeln in Kraft setzen"),
    Action.MANAGE_LINES: _("Leitungen einrichten"),
    Action.MANAGE_ACCOUNTS: _("Zugänge einrichten"),
    Action.PROPOSE_POLICY: _("Regeln vorschlagen"),
    Action.APPROVE_POLICY: _("Vorgeschlagene Regeln freigeben"),
    Action.STATE_OPINION: _("Zu vorgeschlagenen Regeln Stellung nehmen"),
    Action.VIEW_CONSENTS: _("Einwilligungen suchen und ansehen"),
    Action.ENTER_OBJECTION: _("Einen Widerspruch eintragen"),
    Action.IMPORT_CONSENTS: _("Einwilligungen einlesen"),
    Action.EXPORT_LEDGER: _("Einwilligungen ausgeben"),
    Action.ANSWER_FOR_ONESELF: _("Für sich selbst einwilligen oder ablehnen"),
    Action.VIEW_FIGURES: _("Zahlen und Quoten ansehen"),
    Action.VIEW_ROLES: _("Rollen ansehen"),
    Action.MANAGE_API_KEYS: _("Schlüssel für andere Programme einrichten"),
    Action.BREAK_GLASS: _("Einen Notzugriff öffnen"),
    Action.VIEW_GLASS: _("Notzugriffe ansehen"),
    Action.REVIEW_GLASS: _("Notzugriffe prüfen"),
    Action.ASK_DELETION: _("Eine Löschung beantragen"),
    Action.ASK_HOLD: _("Eine Löschsperre oder ihr Ende beantragen"),
    Action.ASK_REDACTION: _("Das Leeren von Protokolleinträgen beantragen"),
    Action.ASK_OFFBOARDING: _("Den Auszug der Praxis beantragen"),
    Action.DECIDE_REQUEST: _("Anträge freigeben oder ablehnen"),
    Action.VIEW_REQUESTS: _("Freigaben ansehen"),
    Action.VIEW_HOLDS: _("Den Gesprächssafe ansehen"),
    Action.RESTRICT: _("Die Verarbeitung eines Anrufs einschränken"),
    Action.VIEW_BACKUPS: _("Sicherungen ansehen"),
    Action.RUN_BACKUP: _("Sichern und die Wiederherstellung üben"),
    Action.ROTATE_KEYS: _("Schlüssel erneuern"),
    Action.REQUEST_STOP: _("Um das Anhalten der Löschungen bitten"),
    Action.ASK_LISTENING: _("Um Anhören zur Qualitätssicherung bitten"),
    Action.ANSWER_STOP: _("Die Bitte, Löschungen anzuhalten, beantworten"),
    Action.CHECK_STORE: _("Vollständigkeit und Unversehrtheit prüfen"),
    Action.SETTLE_DIFFERENCE: _("Eine Abweichung im Bestand als geklärt eintragen"),
}

PURPOSES: Final = {
    MATTER: _("Anliegen bearbeiten"),
    RECORD: _("Nachricht zum Anliegen"),
    QUALITY: _("Gesprächsqualität prüfen"),
    SECURITY: _("Sicherer Betrieb"),
    RIGHTS: _("Rechte der Anrufenden"),
    PROOF: _("Einwilligung nachweisen"),
    FIGURES: _("Zahlen ohne Namen"),
    CLAIMS: _("Rechtsstreit"),
}

REACHES: Final = {
    Reach.TENANT: _("alles der Praxis"),
    Reach.OWN: _("nur eigene Leitungen und an die Person Gerichtetes"),
}

DUTIES: Final = {
    Obligation.LOG: _("wird protokolliert"),
    Obligation.MASK_NUMBERS: _("Rufnummern verdeckt"),
    Obligation.OWN_ONLY: _("nur Eigenes"),
    Obligation.REASON: _("mit Begründung"),
    Obligation.STEP_UP: _("nach erneuter Anmeldung"),
}
