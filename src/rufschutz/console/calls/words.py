"""Plain words for what a call was, for people who run a practice and not a registry.

Decides words only. Every value that the record can hold has words here; an unknown
one is shown as itself, never hidden.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console.language import language
from rufschutz.domain.call.facts import About
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.moments import Period
from rufschutz.domain.retention.words import spoken_period

OUTCOMES = {
    "": lazy("Gespräch läuft"),
    "yes_and_recorded": lazy("Nachricht hinterlassen"),
    "yes_then_star": lazy("Aufnahme zurückgenommen, sofort gelöscht"),
    "yes_nothing_said": lazy("Zugestimmt, aber nichts gesagt"),
    "refused": lazy("Wollte keine Aufnahme"),
    "silence_or_unclear": lazy("Kein Ja und kein Nein, daher keine Aufnahme"),
    "hung_up_in_notice": lazy("Während der Ansage aufgelegt"),
    "minor_or_third_voice": lazy("Ein Kind hat angerufen: ohne Aufnahme, ein Mensch ruft zurück"),
    "recording_failed": lazy("Aufnahme war nicht möglich"),
    "not_asked": lazy("Nicht nach Aufnahme gefragt"),
}

CALLBACKS = {
    About.CALLER: lazy("Rückruf gewünscht"),
    About.SOMEBODY_ELSE: lazy("Rückruf gewünscht, es geht um jemand anderen"),
    About.MINOR: lazy("Rückruf gewünscht, ein Kind: selbst anrufen, nichts schicken"),
}

REFUSALS = {
    "silence": lazy("Hat nicht geantwortet, daher keine Aufnahme"),
    "unclear": lazy("Keine klare Antwort, daher keine Aufnahme"),
    "human_wanted": lazy("Wollte einen Menschen sprechen"),
    "hung_up": lazy("Hat ohne Antwort aufgelegt"),
    "remote_changed": lazy("Am anderen Ende änderte sich etwas, daher keine Aufnahme"),
}
"""What a call without a yes is called, by how its last answer was a no."""

ENDED_BY = {
    "caller": lazy("Der Anrufer hat aufgelegt."),
    "assistant": lazy("Rufschutz hat sich verabschiedet und aufgelegt."),
    "media_timeout": lazy("Es kam kein Ton mehr an, daher wurde aufgelegt."),
    "limit": lazy("Die längste erlaubte Dauer war erreicht."),
    "crash": lazy("Der Dienst fiel aus; das Ende wurde nachgetragen."),
    "shutdown": lazy("Der Dienst wurde beendet."),
}

REFUSED_BY = {
    "key": lazy("Taste 2"),
    "star": lazy("Stern-Taste"),
    "silence": lazy("hat nicht geantwortet"),
    "unclear": lazy("keine klare Antwort"),
    "human_wanted": lazy("Wunsch nach einem Menschen"),
    "hung_up": lazy("aufgelegt"),
    "remote_changed": lazy("am anderen Ende hat sich etwas geändert"),
}

METHODS = {
    "staff": lazy("nach dem Anruf mitgeteilt und eingetragen"),
    "staff_shell": lazy("nach dem Anruf mitgeteilt und an der Befehlszeile eingetragen"),
    "receipt": lazy("nach dem Anruf vom Anrufer selbst, auf der Seite des Belegs"),
    "phone": lazy("nach dem Anruf vom Anrufer selbst, am Telefon"),
    "api": lazy("nach dem Anruf über die Schnittstelle"),
    "staff_minor": lazy("nach dem Anruf vom Team, weil ein Kind angerufen hat"),
}

GONE_BECAUSE = {
    "withdrawn": lazy("weil der Anrufer es so wollte (Stern-Taste)"),
    "nothing_said": lazy("weil nichts gesagt wurde"),
    "recorder_failed": lazy("weil nicht fehlerfrei aufgenommen werden konnte"),
}

PAUSED_BECAUSE = {
    "privacy_text": lazy("der Datenschutztext wurde vorgelesen"),
    "language": lazy("die Sprache wurde gewechselt"),
    "repeat": lazy("eine Ansage wurde wiederholt"),
    "hold": lazy("das Gespräch wurde gehalten"),
}

GAP_BECAUSE = {"hold": lazy("in der Warteschleife und während unserer Ansage danach")}
"""What a gap holds, where that is more than what it began with."""

TEXTS = {
    "opening": lazy("Begrüßung mit Hinweis"),
    "opening.keypad.ask_first": lazy("Begrüßung mit Hinweis und Frage nach der Aufnahme"),
    "opening.keypad.never": lazy("Begrüßung mit Hinweis, dass nichts aufgenommen wird"),
    "reason.ask": lazy("Gefragt, worum es geht"),
    "reason.ask.message": lazy("Gefragt, worum es geht, mit der Taste für eine Nachricht"),
    "reason.ask.recorded": lazy("Gefragt, worum es in der Nachricht geht"),
    "reason.noted": lazy("Anliegen zur Bestätigung vorgelesen"),
    "question.repeat": lazy("Frage wiederholt, langsamer"),
    "question.unclear": lazy("Nachgefragt: kein klares Ja oder Nein"),
    "question.unclear.offer": lazy("Nachgefragt: kein klares Ja oder Nein zu einer freiwilligen Frage"),
    "question": lazy("Frage nach der Aufnahme"),
    "question.record.known": lazy("Kürzere Frage nach der Aufnahme, wenn die Nummer schon einmal zustimmte"),
    "offer": lazy("Freiwillige Frage nach einem weiteren Zweck"),
    "receipt.offer": lazy("Eine Belegnummer angeboten"),
    "receipt.code": lazy("Die Belegnummer vorgelesen"),
    "receipt.none": lazy("„Eine Belegnummer ist gerade nicht möglich“"),
    "answer.too_early": lazy("Die 1 kam zu früh und zählte nicht"),
    "answer.yes": lazy("„Sie haben zugestimmt, die Aufnahme läuft“"),
    "answer.no": lazy("„Gut, ohne Aufnahme“"),
    "answer.no.keypad": lazy("„Gut, ohne Aufnahme“, und gefragt, worum es geht"),
    "answer.silence": lazy("„Keine Antwort, daher keine Aufnahme“"),
    "withdraw": lazy("„Die Aufnahme ist gelöscht“"),
    "withdraw.later": lazy("Nach einer Belegnummer gefragt"),
    "withdraw.later.day": lazy("Nach dem Tag des Anrufs gefragt"),
    "withdraw.later.typed": lazy("Gesagt, dass ein Widerruf gilt, wenn Nummer und Tag stimmen"),
    "rights": lazy("Gesagt, was man selbst tun kann"),
    "rights.menu.keypad.no_number": lazy("Gesagt, was man bei unterdrückter Nummer selbst tun kann"),
    "preference.never_record": lazy("Gefragt, ob wir diese Nummer nie aufnehmen sollen"),
    "preference.never_record.done": lazy("Gesagt, dass wir diese Nummer nie aufnehmen"),
    "minor": lazy("Gesagt, dass ein Mensch anruft und nichts aufgenommen wird"),
    "privacy": lazy("Datenschutztext"),
    "human": lazy("Gesagt, dass niemand zu verbinden ist, aber ein Mensch zurückruft"),
    "fault": lazy("Hinweis auf eine Störung"),
    "fault.no_recording": lazy("Störung: Aufnehmen geht gerade nicht"),
    "fault.not_noted": lazy("Störung: Vielleicht ist das Anliegen nicht notiert"),
    "fault.not_kept": lazy("Störung: Vielleicht ist ein Wunsch oder Widerruf nicht gespeichert"),
    "limit": lazy("Hinweis auf die längste Dauer"),
    "readback": lazy("Nummer zur Bestätigung vorgelesen"),
    "readback.number.caller_id": lazy("Gefragt, ob wir die Nummer des Anrufs zurückrufen dürfen"),
    "readback.number.typed": lazy("Eingetippte Nummer zur Bestätigung vorgelesen"),
    "callback.number": lazy("Nach der Rückrufnummer gefragt"),
    "callback": lazy("„Kein Rückruf“"),
    "number": lazy("„Diese Nummer ist nicht vollständig“"),
    "goodbye": lazy("Verabschiedung"),
    "goodbye.recorded": lazy("Verabschiedung nach einer Aufnahme"),
    "goodbye.noted": lazy("Verabschiedung, wenn nur etwas notiert ist"),
    "goodbye.nothing": lazy("Verabschiedung, wenn nichts gespeichert ist"),
}

KEYS = {
    "0": lazy("ein Mensch"),
    "7": lazy("noch einmal, langsamer"),
    "8": lazy("andere Sprache"),
    "9": lazy("mehr zum Datenschutz"),
    "*": lazy("löschen"),
    "#": lazy("fertig"),
}

STATES = {
    "open": lazy("Die Aufnahme läuft noch."),
    "kept": lazy("Die Aufnahme wird gerade eingelagert. Laden Sie die Seite in ein paar Sekunden neu."),
    "archived": lazy("Die Aufnahme ist verschlüsselt gespeichert."),
    "destroyed_before_storage": lazy("Die Aufnahme wurde noch im Anruf vernichtet und nie gespeichert."),
    "erased": lazy("Die Aufnahme ist gelöscht."),
    "damaged": lazy("Die Aufnahme ist beschädigt und kann nicht abgespielt werden."),
    "quarantined": lazy(
        "Zu dieser Aufnahme fehlt eine Einwilligung. Sie ist weggeschlossen; niemand kann sie hören."
    ),
}

KINDS = {
    "recording_matter": lazy("Aufnahme einer Nachricht"),
    "recording_quality": lazy("Aufnahme zur Qualitätsprüfung"),
    "recording_training": lazy("Aufnahme zur Schulung"),
    "quarantine": lazy("Weggeschlossenes"),
    "call_metadata": lazy("Eintrag eines Anrufs"),
    "call_metadata_bare": lazy("Eintrag eines Anrufs"),
    "matter": lazy("Rückrufwunsch"),
    "callback_number": lazy("Rückrufnummer"),
    "consent_given": lazy("Einwilligung"),
    "consent_unused": lazy("Einwilligung"),
    "consent_withdrawn": lazy("Widerruf einer Einwilligung"),
    "consent_refused": lazy("Nein zur Aufnahme"),
}


def callback(about: About) -> str:
    """Return that somebody is to be called back, and for whom."""
    return str(CALLBACKS[about])


def outcome(value: str, refused_by: str) -> str:
    """Return what a call was; ``refused_by`` tells apart those that ended without a yes."""
    if value in {"refused", "silence_or_unclear"} and refused_by in REFUSALS:
        return str(REFUSALS[refused_by])
    return str(OUTCOMES.get(value, value))


def text_name(text: str) -> str:
    """Return what a text is, by the longest known beginning of its id."""
    parts = text.split(".")
    for end in range(len(parts), 0, -1):
        if words := TEXTS.get(".".join(parts[:end])):
            return str(words)
    return text


def number(masked: str | None, *, withheld: bool) -> str:
    """Return a number for the list: masked, ``unterdrückt``, or a dash where none is kept."""
    if withheld:
        return _("unterdrückt")
    return masked or "–"


def rule_name(rule: str) -> str:
    """Return a deletion rule in words: ``Aufnahme einer Nachricht, sieben Tage``; unknown ones as is."""
    kind, _slash, period = rule.partition("/")
    name = str(KINDS.get(kind, kind))
    try:
        spoken = spoken_period(Period.parse(period), language())
    except RufschutzError:
        return rule
    return f"{name}, {spoken}"
