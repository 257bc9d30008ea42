"""What each difference means in plain words, and what to do about it, in both languages.

Decides words only. They name no person and promise nothing that nobody does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.domain.call.commands import Language
from rufschutz.domain.completeness.incident import IncidentKind as Kind


@dataclass(frozen=True, slots=True)
class Said:
    """One text in both languages."""

    de: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.de if language is Language.DE else self.en


_BREACH: Final = Said(
    "Klären Sie mit Ihrer Technik, was geschehen ist, und fragen Sie Ihre Datenschutzbeauftragte, ob es eine "
    "Datenpanne ist (Art. 33 DSGVO: 72 Stunden).",
    "Find out with your technician what happened, and ask your data protection officer whether it is a "
    "breach (Art. 33 GDPR: 72 hours).",
)
_RESTORE: Final = Said(
    "Lassen Sie die Datei aus einer Sicherung zurückholen. Gelingt das nicht, ist es ein Verlust: Fragen Sie "
    "Ihre Datenschutzbeauftragte (Art. 33 DSGVO).",
    "Have the file restored from a backup. Where that fails it is a loss: ask your data protection officer "
    "(Art. 33 GDPR).",
)
_AGAIN: Final = Said(
    "Es ist nicht wirklich weg. Ihre Technik löscht es; der Befehl „rufschutz store check“ zeigt, dass es "
    "weg ist.",
    "It is not really gone. Your technician deletes it; “rufschutz store check” shows that it is.",
)
_PROOF: Final = Said(
    "Hier fehlt ein Nachweis. Heben Sie den Stand auf, ändern Sie nichts und lassen Sie das Protokoll prüfen "
    "(„rufschutz verify“).",
    "A proof is missing here. Keep things as they are and have the log checked (“rufschutz verify”).",
)
_WORKER: Final = Said(
    "Ihre Technik sieht nach, warum die Arbeit stockt: „rufschutz check“ nennt die Ursache.",
    "Your technician looks why work is stuck: “rufschutz check” names the cause.",
)

SAYS: Final[dict[Kind, tuple[Said, Said]]] = {
    Kind.ROW_WITHOUT_BLOB: (
        Said("Die Datei einer Aufnahme fehlt.", "A recording's file is missing."),
        _RESTORE,
    ),
    Kind.BLOB_WITHOUT_ROW: (
        Said("Eine Datei gehört zu keiner Aufnahme.", "A file belongs to no recording."),
        _BREACH,
    ),
    Kind.WRAP_WITHOUT_ROW: (
        Said("Ein Schlüssel gehört zu keiner Aufnahme.", "A key belongs to no recording."),
        _BREACH,
    ),
    Kind.ROW_WITHOUT_WRAP: (
        Said("Zu einer Aufnahme fehlt der Schlüssel.", "A recording has lost its key."),
        _BREACH,
    ),
    Kind.ROW_WITHOUT_JOURNAL: (
        Said(
            "Der Mitschnitt eines Anrufs fehlt, ehe er abgelegt war.", "A call's journal is gone unarchived."
        ),
        _BREACH,
    ),
    Kind.JOURNAL_WITHOUT_ROW: (
        Said("Von einem Mitschnitt weiß die Liste nichts.", "No row knows of a journal."),
        _WORKER,
    ),
    Kind.JOURNAL_LEFT_BEHIND: (
        Said("Ein abgelegter Mitschnitt liegt noch da.", "A journal was left behind after archival."),
        _AGAIN,
    ),
    Kind.JOURNAL_DAMAGED: (Said("Ein Mitschnitt ist beschädigt.", "A journal is damaged."), _BREACH),
    Kind.JOURNALS_UNSEEN: (
        Said(
            "Die Prüfung durfte das Verzeichnis der Mitschnitte nicht betreten; sie sind ungeprüft.",
            "The check was not let into the directory of journals; they were not looked at.",
        ),
        Said(
            "Ihre Technik berichtigt die Rechte der Verzeichnisse („rufschutz check“ nennt sie) und lässt "
            "noch einmal prüfen, als der Benutzer, unter dem der Worker läuft.",
            "Your technician puts the directories' modes right (“rufschutz check” names them) and has the "
            "store checked again, as the user that the worker runs as.",
        ),
    ),
    Kind.WRAP_WITHOUT_USE: (
        Said(
            "Eine Aufnahme lässt sich für einen Zweck öffnen, den nichts mehr erlaubt.",
            "A recording can be opened for a purpose that nothing permits any more.",
        ),
        _BREACH,
    ),
    Kind.USE_WITHOUT_WRAP: (
        Said(
            "Zu einem erlaubten Zweck einer Aufnahme fehlt der Schlüssel.",
            "A recording has lost its key for a purpose that is permitted.",
        ),
        _BREACH,
    ),
    Kind.USE_WITHOUT_ROW: (
        Said("Eine Erlaubnis gehört zu keiner Aufnahme.", "A use belongs to no recording."),
        _BREACH,
    ),
    Kind.BLOB_AFTER_ERASURE: (
        Said("Eine gelöschte Datei ist wieder da.", "A deleted file is there again."),
        _AGAIN,
    ),
    Kind.WRAP_AFTER_ERASURE: (
        Said("Ein vernichteter Schlüssel ist wieder da.", "A destroyed key is there again."),
        _AGAIN,
    ),
    Kind.ROW_AFTER_ERASURE: (
        Said("Eine gelöschte Aufnahme ist wieder da.", "A deleted recording is there again."),
        _AGAIN,
    ),
    Kind.GONE_WITHOUT_ERASURE: (
        Said(
            "Eine Aufnahme ist weg, ohne dass es eine Löschung gibt.",
            "A recording is gone without an erasure.",
        ),
        _PROOF,
    ),
    Kind.ERASURE_UNFINISHED: (
        Said("Eine Löschung kommt nicht zu ihrem Ende.", "An erasure does not come to its end."),
        _WORKER,
    ),
    Kind.ERASURE_WITHOUT_ENTRY: (
        Said("Eine Löschung steht nicht im Protokoll.", "An erasure does not stand in the log."),
        _PROOF,
    ),
    Kind.BIRTH_WITHOUT_ROW: (
        Said("Eine Aufnahme begann, und niemand weiß, wo sie blieb.", "A recording began and is nowhere."),
        _BREACH,
    ),
    Kind.ROW_WITHOUT_BIRTH: (
        Said("Von einer Aufnahme ist kein Anfang bekannt.", "A recording's beginning was never told."),
        _BREACH,
    ),
    Kind.CALL_TELLS_OTHERWISE: (
        Said(
            "Der Verlauf eines Anrufs und seine Aufnahmen passen nicht zusammen.", "A call tells otherwise."
        ),
        _BREACH,
    ),
    Kind.SPOOL_STOPPED: (
        Said("Eine Datei der Telefonie ist nicht zu lesen.", "A file of telephony cannot be read."),
        _WORKER,
    ),
    Kind.PAYLOAD_MISSING: (
        Said("Dem Protokoll fehlt ein Inhalt, den niemand entfernt hat.", "The log lacks a payload."),
        _PROOF,
    ),
    Kind.QUARANTINE_TOO_LONG: (
        Said(
            "Eine Aufnahme ohne Einwilligung liegt zu lange.", "A recording without consent stays too long."
        ),
        _WORKER,
    ),
    Kind.RESTORED_LEFTOVER: (
        Said("Nach einer Rückholung liegt etwas, das weg sein müsste.", "After a restore something is left."),
        _AGAIN,
    ),
    Kind.ARTEFACT_ALTERED: (
        Said("Eine Aufnahme ist nicht mehr, wie sie abgelegt wurde.", "A recording is not what was stored."),
        _RESTORE,
    ),
    Kind.LOG_ALTERED: (Said("Das Protokoll ist verändert.", "The log was altered."), _PROOF),
    Kind.LOG_NOT_CONSISTENT: (
        Said(
            "Das Protokoll passt nicht zu einem früheren Stand.", "The log does not extend an earlier state."
        ),
        _PROOF,
    ),
    Kind.WITNESS_DISAGREES: (
        Said("Der Zeuge hat ein anderes Protokoll gesehen.", "The witness saw another log."),
        _PROOF,
    ),
    Kind.CHECKPOINT_NOT_MAILED: (
        Said(
            "Der tägliche Prüfpunkt verlässt seit zwei Tagen das Haus nicht.",
            "The daily checkpoint has not left the house for two days.",
        ),
        _WORKER,
    ),
    Kind.BACKUP_DAMAGED: (Said("Eine Sicherung ist beschädigt.", "A backup is damaged."), _RESTORE),
    Kind.TOMBSTONES_DAMAGED: (
        Said("Das Verzeichnis der Löschungen ist beschädigt.", "The file of tombstones is damaged."),
        _PROOF,
    ),
    Kind.KEY_MISSING: (Said("Ein Schlüssel fehlt.", "A key is missing."), _BREACH),
    Kind.ROTATION_INCOMPLETE: (
        Said("Ein Schlüsselwechsel ist nicht zu Ende.", "A rotation of keys is not finished."),
        _WORKER,
    ),
}
"""What it is, and what to do."""


def what(kind: Kind, language: Language) -> str:
    """Return what a difference is."""
    return SAYS[kind][0][language]


def advice(kind: Kind, language: Language) -> str:
    """Return what to do about it."""
    return SAYS[kind][1][language]
