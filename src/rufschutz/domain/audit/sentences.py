"""What each event of the log says to a person, in German and in English.

A sentence must never name a person: it stands beside opaque ids.
"""

from __future__ import annotations

from dataclasses import dataclass

from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event in words."""

    de: str
    en: str

    def __getitem__(self, language: Language) -> str:
        """Return the sentence in ``language``."""
        return self.de if language is Language.DE else self.en


SENTENCES: dict[AuditEvent, Sentence] = {
    AuditEvent.CALL_ANSWERED: Sentence("Ein Anruf wurde angenommen.", "A call was answered."),
    AuditEvent.CALL_ENDED: Sentence("Ein Anruf ist beendet.", "A call has ended."),
    AuditEvent.CALL_NOTICE_PLAYED: Sentence("Der Hinweis wurde vorgespielt.", "The notice was played."),
    AuditEvent.CALL_RECORDING_STORED: Sentence("Eine Aufnahme wurde gespeichert.", "A recording was stored."),
    AuditEvent.CALL_RECORDING_CUT_SHORT: Sentence(
        "Eine Aufnahme brach vorzeitig ab und wurde bis dahin gespeichert.",
        "A recording broke off and was stored up to that point.",
    ),
    AuditEvent.CALL_RECORDING_DESTROYED: Sentence(
        "Eine Aufnahme wurde noch im Anruf vernichtet, bevor sie gespeichert war.",
        "A recording was destroyed during the call, before it was stored.",
    ),
    AuditEvent.CALL_RECORDING_QUARANTINED: Sentence(
        "Eine Aufnahme ohne gültige Einwilligung wurde weggeschlossen.",
        "A recording without valid consent was locked away.",
    ),
    AuditEvent.CALL_CALLBACK_CONFIRMED: Sentence(
        "Eine Rückrufnummer wurde vorgelesen und bestätigt.", "A callback number was read back and confirmed."
    ),
    AuditEvent.CALL_REASON_NOTED: Sentence(
        "Zu einem Anruf wurde per Taste ein Anliegen gewählt.", "A reason for a call was chosen by key."
    ),
    AuditEvent.MATTER_WRITTEN: Sentence(
        "Über das Web-Formular kam ein Anliegen.", "A request came by the web form."
    ),
    AuditEvent.MATTER_RETRACTED: Sentence(
        "Ein geschriebenes Anliegen wurde zurückgezogen und gelöscht.",
        "A written request was taken back and deleted.",
    ),
    AuditEvent.CONSENT_REQUESTED: Sentence(
        "Die Frage nach der Aufnahme wurde gestellt.", "The question about recording was asked."
    ),
    AuditEvent.CONSENT_GIVEN: Sentence(
        "Die Einwilligung in die Aufnahme wurde gegeben.", "Consent to the recording was given."
    ),
    AuditEvent.CONSENT_REFUSED: Sentence("Die Aufnahme wurde abgelehnt.", "The recording was refused."),
    AuditEvent.CONSENT_WITHDRAWN: Sentence("Die Einwilligung wurde widerrufen.", "Consent was withdrawn."),
    AuditEvent.CONSENT_EXPIRED: Sentence("Die Einwilligung ist abgelaufen.", "Consent has expired."),
    AuditEvent.CONSENT_INVALIDATED: Sentence(
        "Die Einwilligung gilt nicht mehr, weil sich etwas Wesentliches geändert hat.",
        "Consent no longer counts because something material changed.",
    ),
    AuditEvent.CONSENT_USE_ENDED: Sentence(
        "Eine Aufnahme darf für einen Zweck nicht mehr genutzt werden.",
        "A recording may no longer be used for one purpose.",
    ),
    AuditEvent.CONSENT_IMPORTED: Sentence("Einwilligungen wurden übernommen.", "Consents were imported."),
    AuditEvent.CONSENT_QUARANTINED: Sentence(
        "Bei der Prüfung fiel eine Aufnahme ohne gültige Einwilligung auf; sie ist weggeschlossen.",
        "The check found a recording without valid consent; it is locked away.",
    ),
    AuditEvent.CONSENTS_CHECKED: Sentence(
        "Alle Aufnahmen wurden gegen ihre Einwilligungen geprüft.",
        "All recordings were checked against their consents.",
    ),
    AuditEvent.PREFERENCE_SET: Sentence(
        "Ein dauerhafter Wunsch zu einer Nummer wurde eingetragen.",
        "A standing wish about a number was entered.",
    ),
    AuditEvent.PREFERENCE_ENDED: Sentence(
        "Ein dauerhafter Wunsch zu einer Nummer wurde beendet.", "A standing wish about a number was ended."
    ),
    AuditEvent.RECEIPT_ISSUED: Sentence("Eine Belegnummer wurde ausgegeben.", "A receipt code was issued."),
    AuditEvent.RECEIPT_USED: Sentence("Ein Beleg wurde aufgerufen.", "A receipt was opened."),
    AuditEvent.RECEIPT_GUESSED: Sentence(
        "Eine falsche Belegnummer wurde eingegeben.", "A wrong receipt code was entered."
    ),
    AuditEvent.STAFF_ANSWERED: Sentence(
        "Jemand aus dem Team hat über die eigene Stimme entschieden.",
        "A member of the team decided about their own voice.",
    ),
    AuditEvent.COUNCIL_AGREED: Sentence(
        "Der Stand der Betriebsvereinbarung wurde geändert.", "The state of the works agreement was changed."
    ),
    AuditEvent.CONSENTS_SEARCHED: Sentence(
        "Nach Einwilligungen zu einer Nummer wurde gesucht.", "Consents of a number were searched for."
    ),
    AuditEvent.CONSENT_VIEWED: Sentence(
        "Der Verlauf einer Einwilligung wurde angesehen.", "The course of a consent was viewed."
    ),
    AuditEvent.LEDGER_EXPORTED: Sentence(
        "Das Verzeichnis der Einwilligungen wurde exportiert.", "The consent ledger was exported."
    ),
    AuditEvent.FIGURES_VIEWED: Sentence("Die Quoten wurden angesehen.", "The figures were viewed."),
    AuditEvent.POLICY_VIEWED: Sentence(
        "Jemand hat die geltenden Regeln gelesen.", "Someone read the rules in force."
    ),
    AuditEvent.ROLES_VIEWED: Sentence("Die Rollen wurden angesehen.", "The roles were viewed."),
    AuditEvent.CALLS_LISTED: Sentence(
        "Die Liste der Anrufe wurde angesehen.", "The list of calls was viewed."
    ),
    AuditEvent.CALLS_SEARCHED: Sentence("In den Anrufen wurde gesucht.", "Calls were searched."),
    AuditEvent.CALL_VIEWED: Sentence("Ein Anruf wurde angesehen.", "A call was viewed."),
    AuditEvent.NUMBER_VIEWED: Sentence(
        "Eine Rufnummer wurde unmaskiert angesehen.", "A phone number was viewed unmasked."
    ),
    AuditEvent.RECORDING_PLAYED: Sentence("Eine Aufnahme wurde angehört.", "A recording was listened to."),
    AuditEvent.AUDIT_VIEWED: Sentence("Das Protokoll wurde angesehen.", "The audit log was viewed."),
    AuditEvent.CERTIFICATE_EXPORTED: Sentence(
        "Ein Löschnachweis wurde ausgestellt.", "A certificate of erasure was issued."
    ),
    AuditEvent.MATTER_CLOSED: Sentence(
        "Ein Vorgang wurde als erledigt markiert.", "A matter was marked as done."
    ),
    AuditEvent.MATTER_VIEWED: Sentence(
        "Ein geschriebenes Anliegen wurde angesehen.", "A written request was viewed."
    ),
    AuditEvent.GLASS_OPENED: Sentence(
        "Ein Notzugriff auf einen Anruf wurde geöffnet.", "Emergency access to a call was opened."
    ),
    AuditEvent.GLASS_CLOSED: Sentence(
        "Ein Notzugriff wurde vor seinem Ende zurückgegeben.", "Emergency access was given back early."
    ),
    AuditEvent.GLASS_REVIEWED: Sentence("Ein Notzugriff wurde geprüft.", "Emergency access was reviewed."),
    AuditEvent.GLASS_VIEWED: Sentence(
        "Die Notzugriffe wurden angesehen.", "The list of emergency access was viewed."
    ),
    AuditEvent.ACCESS_DENIED: Sentence("Ein Zugriff wurde verweigert.", "An access was denied."),
    AuditEvent.SIGN_IN: Sentence("Jemand hat sich angemeldet.", "Someone signed in."),
    AuditEvent.SIGN_IN_FAILED: Sentence("Eine Anmeldung ist gescheitert.", "A sign-in failed."),
    AuditEvent.SIGN_OUT: Sentence("Jemand hat sich abgemeldet.", "Someone signed out."),
    AuditEvent.SECOND_FACTOR_ENROLLED: Sentence(
        "Ein zweiter Faktor wurde eingerichtet.", "A second factor was set up."
    ),
    AuditEvent.ACCOUNT_CREATED: Sentence("Ein Konto wurde angelegt.", "An account was created."),
    AuditEvent.ROLE_CHANGED: Sentence("Eine Rolle wurde geändert.", "A role was changed."),
    AuditEvent.LINK_ISSUED: Sentence(
        "Ein einmaliger Anmeldelink wurde ausgestellt.", "A one-time sign-in link was issued."
    ),
    AuditEvent.POLICY_ADOPTED: Sentence("Die Regeln wurden in Kraft gesetzt.", "The policy was adopted."),
    AuditEvent.POLICY_PROPOSED: Sentence(
        "Eine neue Fassung der Richtlinie wurde vorgeschlagen.", "A new version of the policy was proposed."
    ),
    AuditEvent.POLICY_APPROVED: Sentence(
        "Eine neue Fassung der Richtlinie wurde freigegeben.", "A new version of the policy was approved."
    ),
    AuditEvent.POLICY_REJECTED: Sentence(
        "Eine neue Fassung der Richtlinie wurde zurückgewiesen oder zurückgezogen.",
        "A new version of the policy was rejected or taken back.",
    ),
    AuditEvent.POLICY_OPINION: Sentence(
        "Die Stellungnahme zum Datenschutz wurde abgegeben.", "The data protection officer gave an opinion."
    ),
    AuditEvent.POLICY_LOOSENED: Sentence(
        "Eine Schutzeinstellung wurde mit Begründung gelockert.",
        "A protective setting was loosened, with a reason.",
    ),
    AuditEvent.PURPOSE_CHANGED: Sentence(
        "Der Zweck gespeicherter Daten wurde mit Freigabe geändert.",
        "The purpose of stored data was changed, with approval.",
    ),
    AuditEvent.API_KEY_CHANGED: Sentence(
        "Ein Zugang für ein Programm wurde angelegt oder gesperrt.",
        "Access for a program was created or ended.",
    ),
    AuditEvent.PLAN_PUBLISHED: Sentence("Ein Anrufplan wurde veröffentlicht.", "A call plan was published."),
    AuditEvent.LINE_CHANGED: Sentence(
        "Eine Leitung wurde eingerichtet oder geändert.", "A line was set up or changed."
    ),
    AuditEvent.ARTEFACT_ERASED: Sentence(
        "Etwas wurde gelöscht, und dass es fort ist, wurde nachgelesen.",
        "Something was erased, and its absence was read back.",
    ),
    AuditEvent.ARTEFACT_HELD: Sentence("Eine Löschung wurde ausgesetzt.", "A deletion was put on hold."),
    AuditEvent.HOLD_RELEASED: Sentence("Eine Löschsperre wurde aufgehoben.", "A hold was released."),
    AuditEvent.RUN_FINISHED: Sentence("Ein Löschlauf ist beendet.", "A deletion run has finished."),
    AuditEvent.RUN_REHEARSED: Sentence(
        "Ein Löschlauf wurde geprobt, ohne zu löschen.", "A deletion run was rehearsed without deleting."
    ),
    AuditEvent.RUN_STOPPED: Sentence("Ein Löschlauf wurde angehalten.", "A deletion run was stopped."),
    AuditEvent.RUN_RESUMED: Sentence("Die Löschläufe gehen weiter.", "Deletion runs go on."),
    AuditEvent.STOP_REQUESTED: Sentence(
        "Der Datenschutz bittet, die Löschläufe anzuhalten.",
        "The data protection officer asked for deletion runs to be stopped.",
    ),
    AuditEvent.STOP_ANSWERED: Sentence(
        "Die Bitte des Datenschutzes wurde beantwortet.",
        "The data protection officer's request was answered.",
    ),
    AuditEvent.HOLD_RENEWED: Sentence("Eine Löschsperre wurde verlängert.", "A hold was renewed."),
    AuditEvent.HOLD_LAPSED: Sentence("Eine Löschsperre ist abgelaufen.", "A hold has ended by its date."),
    AuditEvent.HOLDS_VIEWED: Sentence("Der Gesprächssafe wurde angesehen.", "The holds were viewed."),
    AuditEvent.RESTRICTION_SET: Sentence(
        "Die Verarbeitung eines Anrufs wurde eingeschränkt.", "Processing of a call was restricted."
    ),
    AuditEvent.RESTRICTION_LIFTED: Sentence(
        "Eine Einschränkung der Verarbeitung wurde aufgehoben.", "A restriction of processing was lifted."
    ),
    AuditEvent.REQUEST_MADE: Sentence("Eine Freigabe wurde beantragt.", "An approval was asked for."),
    AuditEvent.REQUEST_APPROVED: Sentence("Ein Antrag wurde freigegeben.", "A request was approved."),
    AuditEvent.REQUEST_REJECTED: Sentence(
        "Ein Antrag ist erledigt, ohne dass er wirksam wurde.", "A request ended without taking effect."
    ),
    AuditEvent.REQUEST_OPINION: Sentence(
        "Die Stellungnahme zum Datenschutz zu einem Antrag wurde abgegeben.",
        "The data protection officer gave an opinion on a request.",
    ),
    AuditEvent.REQUESTS_VIEWED: Sentence("Die Freigaben wurden angesehen.", "The approvals were viewed."),
    AuditEvent.STORE_VIEWED: Sentence("Der Bestand wurde angesehen.", "The store was viewed."),
    AuditEvent.BACKUPS_VIEWED: Sentence("Die Sicherungen wurden angesehen.", "The backups were viewed."),
    AuditEvent.LOG_SEARCHED: Sentence("Im Protokoll wurde gesucht.", "The log was searched."),
    AuditEvent.PROOF_EXPORTED: Sentence(
        "Ein Nachweis aus dem Protokoll wurde ausgegeben.", "A proof from the log was exported."
    ),
    AuditEvent.STORE_CHECKED: Sentence(
        "Der Bestand wurde auf Vollständigkeit und Unversehrtheit geprüft.",
        "The store was checked for completeness and integrity.",
    ),
    AuditEvent.INCIDENT_FOUND: Sentence(
        "Bei einer Prüfung wurde eine Abweichung gefunden.", "A check found a difference."
    ),
    AuditEvent.INCIDENT_CLOSED: Sentence("Eine Abweichung wurde geklärt.", "A difference was settled."),
    AuditEvent.BACKUP_MADE: Sentence("Eine Datensicherung wurde angelegt.", "A data backup was made."),
    AuditEvent.BACKUP_ORDERED: Sentence("Eine Sicherung wurde angefordert.", "A backup was asked for."),
    AuditEvent.KEY_BACKUP_MADE: Sentence("Eine Schlüsselsicherung wurde angelegt.", "A key backup was made."),
    AuditEvent.BACKUP_DESTROYED: Sentence("Eine Sicherung wurde gelöscht.", "A backup was deleted."),
    AuditEvent.RESTORED: Sentence(
        "Eine Sicherung wurde zurückgespielt; was seither gelöscht oder widerrufen wurde, bleibt es.",
        "A backup was restored; deletions, withdrawals and restrictions since then still hold.",
    ),
    AuditEvent.DRILL_PASSED: Sentence(
        "Die Übung zur Wiederherstellung ist bestanden.", "The restore drill passed."
    ),
    AuditEvent.DRILL_FAILED: Sentence(
        "Die Übung zur Wiederherstellung ist nicht bestanden.", "The restore drill failed."
    ),
    AuditEvent.KEYS_ROTATED: Sentence("Schlüssel wurden erneuert.", "Keys were rotated."),
    AuditEvent.ROOT_REPLACED: Sentence("Der Hauptschlüssel wurde erneuert.", "The root key was replaced."),
    AuditEvent.OFFBOARDING_BEGUN: Sentence(
        "Der Auszug eines Mandanten hat begonnen.", "The offboarding of a controller has begun."
    ),
    AuditEvent.OFFBOARDING_FINISHED: Sentence(
        "Der Auszug eines Mandanten ist abgeschlossen.", "The offboarding of a controller is finished."
    ),
    AuditEvent.LOG_WITNESSED: Sentence(
        "Ein Prüfpunkt des Protokolls wurde gegengezeichnet.", "A checkpoint of the log was countersigned."
    ),
    AuditEvent.LOG_SHARD_CLOSED: Sentence(
        "Ein Jahrgang des Protokolls wurde abgeschlossen.", "A year of the log was closed."
    ),
    AuditEvent.LOG_SHARD_DROPPED: Sentence(
        "Ein Jahrgang des Protokolls wurde nach seinen Fristen gelöscht.",
        "A year of the log was deleted when its periods were over.",
    ),
    AuditEvent.JOURNAL_ARCHIVED: Sentence(
        "Ein Journal wurde neu versiegelt und vernichtet.", "A journal was re-sealed and destroyed."
    ),
    AuditEvent.JOURNAL_DAMAGED: Sentence("Ein Journal war beschädigt.", "A journal was damaged."),
    AuditEvent.CALL_CRASHED: Sentence(
        "Ein Anruf endete durch einen Absturz; sein Ende wurde nachgetragen.",
        "A call ended in a crash; its end was added afterwards.",
    ),
    AuditEvent.FACT_REFUSED: Sentence(
        "Eine Meldung aus der Telefonie war nicht lesbar.", "A fact from telephony could not be read."
    ),
    AuditEvent.EPOCH_CREATED: Sentence("Ein Annahmeschlüssel wurde erzeugt.", "An ingest key was created."),
    AuditEvent.EPOCH_DESTROYED: Sentence(
        "Ein Annahmeschlüssel wurde vernichtet.", "An ingest key was destroyed."
    ),
    AuditEvent.TENANT_KEY_CREATED: Sentence(
        "Der Schlüssel eines Mandanten wurde erzeugt.", "A tenant's key was created."
    ),
    AuditEvent.TENANT_KEY_DESTROYED: Sentence(
        "Der Schlüssel eines Mandanten wurde vernichtet.", "A tenant's key was destroyed."
    ),
    AuditEvent.LOG_STARTED: Sentence("Das Protokoll wurde begonnen.", "The log was started."),
    AuditEvent.PAYLOAD_REDACTED: Sentence(
        "Der Inhalt eines Protokolleintrags wurde nach seiner Regel gelöscht.",
        "The content of a log entry was erased under its rule.",
    ),
    AuditEvent.PAYLOAD_MISSING: Sentence(
        "Der Inhalt eines Protokolleintrags fehlt ohne Löschvermerk.",
        "The content of a log entry is missing without a record of its erasure.",
    ),
}
