"""What the rules say against a policy, or of what it loosens, as a person of the house reads it.

Decides words only: each message of the compiler has a German sentence that says what to do, with
the values that stood in it. A message that has none here is shown as it came, never left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from rufschutz.console.purposes.values import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

# fmt: off
_ROWS: Final[tuple[tuple[str, _StrPromise], ...]] = (
    # texts and what fills them
    ("has no words", _("Hier fehlen die Worte. Bitte ergänzen Sie sie.")),
    ("is missing", _("Das fehlt und wird gebraucht. Bitte ergänzen Sie es.")),
    ("is empty", _("Die Angabe ist leer. Bitte tragen Sie sie ein.")),
    (r"has a broken slot: (?P<raw>.+)", _("Ein Platzhalter ist nicht richtig geschrieben (%(raw)s).")),
    (
        r"slot \{(?P<slot>\w+)\} is empty",
        _("Der Platzhalter „%(slot)s“ hat keinen Wert. Tragen Sie die Angabe ein oder lassen Sie ihn weg."),
    ),
    (
        r"a yes creates a period: it must be named, as (?P<raw>.+)",
        _("Mit dem Ja beginnt eine Frist. Der Text muss sie nennen; der Platzhalter dafür ist %(raw)s."),
    ),
    (r"must say “(?P<raw>.+)”", _("Der Satz „%(raw)s“ muss darin vorkommen.")),
    (
        r"mandatory slot (?P<must>\w+) is empty; say one of: (?P<raw>.+)",
        _("Es fehlt: %(must)s. Nehmen Sie eine dieser Wendungen auf: %(raw)s"),
    ),
    (r"must not say “(?P<raw>.+?)”: (?P<why>.+)", _("Die Worte „%(raw)s“ gehen nicht: %(why)s")),
    (
        r"(?P<spoken>[\d.]+) s spoken, at most (?P<most>[\d.]+) s: shorten the text or the name in it",
        _("Gesprochen dauert es %(spoken)s s, höchstens %(most)s s sind erlaubt. Kürzen Sie den Text oder "
          "den Namen darin."),
    ),
    (
        r"(?P<spoken>[\d.]+) s spoken, at most (?P<most>[\d.]+) s: choose a shorter name",
        _("Gesprochen dauert der Name %(spoken)s s, höchstens %(most)s s sind erlaubt. Wählen Sie einen "
          "kürzeren."),
    ),
    ("asks for consent, so its role is consent_question",
     _("Der Text fragt nach einer Einwilligung und muss auch als solche Frage geprüft werden.")),
    ("there is no such text", _("Diesen Text gibt es nicht.")),
    ("this line never says it, as it is set up",
     _("Diese Leitung sagt den Text nie, so wie sie eingestellt ist.")),
    (r"'(?P<raw>.*)' is no day; write 2027-01-31",
     _("„%(raw)s“ ist kein Tag. Schreiben Sie ihn zum Beispiel so: 2027-01-31.")),
    (
        r"a sentence has (?P<number>\d+) words; at most (?P<most>\d+) can be followed by ear: split it",
        _("Ein Satz hat %(number)s Wörter; beim Zuhören kann man höchstens %(most)s folgen. Teilen Sie ihn."),
    ),
    (
        r"many long words \((?P<raw>.+)\): say them in two or choose others",
        _("Viele lange Wörter (%(raw)s): Sagen Sie sie mit zwei Wörtern oder wählen Sie andere."),
    ),
    # why some words are not said
    ("in German also 'note down': a yes to that is no consent to recording",
     _("Das heißt auch „notieren“: Ein Ja dazu ist keine Einwilligung in eine Aufnahme.")),
    ("says neither whether nor what for", _("Das sagt weder, ob aufgenommen wird, noch wofür.")),
    ("purpose only as an own question", _("Dieser Zweck braucht eine eigene Frage.")),
    ("no specific purpose", _("Das ist kein bestimmter Zweck.")),
    ("going on is no consent", _("Weitersprechen ist keine Einwilligung.")),
    ("a wall, not a choice", _("Das lässt keine Wahl.")),
    ("rarely true", _("Das stimmt selten.")),
    ("pseudonymous data are not anonymous", _("Pseudonyme Daten sind nicht anonym.")),
    ("informs about nothing", _("Das sagt nichts aus.")),
    # choices at the telephone
    (r"(?P<number>\d+) reasons, but only (?P<most>\d+) keys: offer fewer",
     _("%(number)s Anliegen zur Auswahl, aber nur %(most)s Tasten. Bieten Sie weniger an.")),
    ("ask_later opens with a menu: offer at least one reason",
     _("Diese Begrüßung beginnt mit einer Auswahl. Bieten Sie mindestens ein Anliegen an.")),
    (r"is no reason of this policy; it has (?P<raw>.+)",
     _("Dieses Anliegen gibt es in den Regeln nicht; möglich sind: %(raw)s.")),
    ("names a reason twice", _("Ein Anliegen ist doppelt genannt.")),
    # questions and purposes
    (
        "here callers are told and not asked, so there is no consent question",
        _("Hier werden Anrufer nach dem Gesetz informiert und nicht gefragt, also gibt es keine Frage nach "
          "der Aufnahme. Schalten Sie sie aus."),
    ),
    (
        (r"(?P<number>\d+) optional questions are switched on \((?P<purposes>.+)\); "
        r"a call asks (?P<most>\d+) at most"),
        _("%(number)s freiwillige Fragen wären an (%(purposes)s), ein Anruf stellt höchstens %(most)s. "
          "Schalten Sie zuerst eine andere aus."),
    ),
    ("consent is needed, but nothing is asked",
     _("Dafür braucht es eine Einwilligung, aber der Satz fragt nichts. Schreiben Sie ihn als Frage.")),
    (r"needs consent, but cannot be asked for: (?P<why>.+)",
     _("Dafür braucht es eine Einwilligung, und gefragt werden kann noch nicht: %(why)s")),
    ("no speech engine is loaded that could write down what is said",
     _("Es ist keine Spracherkennung geladen, die mitschreiben könnte.")),
    ("nobody can listen to a call while it runs", _("In ein laufendes Gespräch kann niemand hineinhören.")),
    ("there are no survey questions to ask", _("Es gibt keine Fragen für eine Umfrage.")),
    ("nothing says what would be passed on, and to whom",
     _("Es ist nicht festgelegt, was an wen weitergegeben würde.")),
    ("nothing takes down a location", _("Nichts nimmt einen Ort auf.")),
    ("nothing makes names inaudible, which its question promises",
     _("Nichts macht Namen unhörbar, und genau das verspricht die Frage.")),
    ("no speech engine is loaded whose mistakes could be found",
     _("Es ist keine Spracherkennung geladen, deren Fehler man finden könnte.")),
    ("nothing sends a reminder", _("Nichts verschickt Erinnerungen.")),
    ("nothing here uses a profile of a number", _("Nichts nutzt hier ein Profil zu einer Nummer.")),
    ("nothing here calls anybody to advertise", _("Niemand ruft von hier aus für Werbung an.")),
    ("no question is known for it", _("Dafür gibt es noch keine Frage.")),
    ("recording is switched on, but this policy has no such purpose",
     _("Die Aufnahme ist an, aber dieser Zweck fehlt. Schalten Sie sie aus.")),
    (r"the profile (?P<profile>\w) refuses it",
     _("In diesem Profil (%(profile)s) ist der Zweck ausgeschlossen.")),
    (r"stands there (?P<number>\d+) times", _("Steht %(number)s Mal da, einmal ist richtig.")),
    (r"consent is (?P<consent>\w+), but nothing is said",
     _("Anrufer sollen es erfahren (%(consent)s), aber der Satz dazu fehlt.")),
    ("the basis is consent, but nobody is asked",
     _("Rechtsgrundlage ist eine Einwilligung, aber niemand wird gefragt.")),
    (
        r"a legitimate interest does not carry '(?P<kind>\w+)': .+",
        _("Ein berechtigtes Interesse trägt „%(kind)s“ nicht: § 201 StGB schützt das gesprochene Wort, und "
          "es gibt mildere Mittel. Fragen Sie nach einer Einwilligung."),
    ),
    (r"'(?P<kind>\w+)' needs an act of the person speaking, in this call",
     _("„%(kind)s“ braucht ein Ja der sprechenden Person in diesem Anruf.")),
    (r"says nothing about profile (?P<profile>\w)",
     _("Es fehlt, ob der Zweck in diesem Profil (%(profile)s) erlaubt ist.")),
    (r"'(?P<kind>\w+)' is no known kind of data", _("„%(kind)s“ ist keine bekannte Art von Daten.")),
    (r"none of them exists in profile (?P<profile>\w)",
     _("Keine dieser Daten gibt es in diesem Profil (%(profile)s).")),
    (r"'(?P<kind>\w+)' has no deletion rule: it must not be collected",
     _("Für „%(kind)s“ gibt es keine Frist. Ohne Frist wird es nicht erhoben: Legen Sie eine fest.")),
    # how long
    (r"(?P<purpose>[\w.]+) promises this period: it needs a rule",
     _("%(purpose)s verspricht diese Frist, aber es gibt keine. Legen Sie eine fest.")),
    ("every call leaves this kind behind: it needs a deletion rule",
     _("Das entsteht bei jedem Anruf und braucht eine Frist. Legen Sie eine fest.")),
    (r"(?P<number>\d+) rules; one is needed, exactly",
     _("%(number)s Regeln für dasselbe; genau eine muss es sein.")),
    (r"(?P<period>\S+) is below zero or beyond thirty years",
     _("%(period)s ist keine mögliche Frist: Sie liegt zwischen null Tagen und dreißig Jahren.")),
    (
        "waits for an event that may never come: needs a cap or a review date",
        _("Die Frist wartet auf etwas, das vielleicht nie eintritt. Legen Sie eine Obergrenze oder einen "
          "Prüftag fest."),
    ),
    ("waits for the end of a relationship: needs a review date",
     _("Die Frist wartet auf das Ende einer Beziehung. Legen Sie einen Prüftag fest.")),
    (r"'(?P<raw>.*)' is not a period", _("„%(raw)s“ ist keine Frist in ganzen Tagen, Monaten oder Jahren.")),
    ("a period of no length cannot be announced",
     _("Eine Frist von null Tagen lässt sich nicht ansagen. Wählen Sie mindestens einen Tag.")),
    (r"(?P<number>-?\d+) is not spelled out",
     _("Die Zahl %(number)s kann nicht gesprochen werden. Wählen Sie eine kleinere.")),
    # after a no
    (
        (r"after a no there is nothing without a recording (?P<when>.+?)(?P<mailbox> \(a mailbox .+\))?: add "
        "callback, note, web_form or human for these hours"),
        _("Wer Nein sagt, hätte %(when)s keinen Weg ohne Aufnahme%(mailbox)s. Bieten Sie dort Rückruf, "
          "Notiz, Webformular oder einen Menschen an."),
    ),
    ("days are numbers from 1 (Monday) to 7 (Sunday)", _("Tage sind Zahlen von 1 (Montag) bis 7 (Sonntag).")),
    (r"'(?P<raw>.*)' is no time; write 08:00, at most 24:00",
     _("„%(raw)s“ ist keine Uhrzeit. Schreiben Sie 08:00, höchstens 24:00.")),
    (
        r"closes at (?P<closes>\S+), but opens at (?P<opens>\S+); split hours at midnight",
        _("Schließt um %(closes)s Uhr, öffnet aber um %(opens)s Uhr. Teilen Sie die Zeit an Mitternacht."),
    ),
    # overlays: profession, staff, law
    (r"is refused by the overlay (?P<overlay>\w+)",
     _("Das ist ausgeschlossen, solange diese Zusatzregel gilt: %(overlay)s.")),
    (
        "health can be said here, and this purpose has no condition of Art. 9(2) GDPR",
        _("Hier kann Gesundheitliches gesagt werden, und für den Zweck ist keine Bedingung nach Art. 9 "
          "Abs. 2 DSGVO genannt."),
    ),
    (
        "a processor has no purposes of its own (Art. 28(3)(a), (10) GDPR)",
        _("Wer im Auftrag arbeitet, hat keine eigenen Zwecke (Art. 28 Abs. 3 lit. a, Abs. 10 DSGVO)."),
    ),
    (
        "recording orders is a legal duty: it is told (notice), never asked (§ 83(3) WpHG)",
        _("Aufträge aufzunehmen ist Pflicht: Das wird gesagt und nicht gefragt (§ 83 Abs. 3 WpHG)."),
    ),
    (
        "recordings for other purposes are refused beside the duty (§ 83(9) WpHG)",
        _("Neben der Pflicht sind Aufnahmen zu anderen Zwecken ausgeschlossen (§ 83 Abs. 9 WpHG)."),
    ),
    (r"(?P<purpose>\w+) is no purpose of this policy", _("%(purpose)s: Diesen Zweck gibt es hier nicht.")),
    # recipients and other countries
    ("has no name", _("Der Empfänger hat keinen Namen. Bitte tragen Sie ihn ein.")),
    (r"'(?P<raw>.*)' is no country; write two letters such as (?P<example>\w+)",
     _("„%(raw)s“ ist kein Land. Schreiben Sie zwei Buchstaben, zum Beispiel %(example)s.")),
    (
        r"(?P<raw>\w+) is outside the EEA: name a transfer and its basis",
        _("%(raw)s liegt außerhalb des Europäischen Wirtschaftsraums. Nennen Sie die Übermittlung und ihre "
          "Grundlage."),
    ),
    ("is no recipient of this purpose", _("Das ist kein Empfänger dieses Zwecks.")),
    (r"(?P<raw>\w+) is in the EEA: that is no transfer",
     _("%(raw)s gehört zum Europäischen Wirtschaftsraum, das ist keine Übermittlung.")),
    (r"no adequacy decision \(Art\. 45\) is known for (?P<raw>\w*)",
     _("Für %(raw)s ist kein Angemessenheitsbeschluss bekannt (Art. 45 DSGVO).")),
    ("Art. 49 is for single cases and no basis for regular operation",
     _("Art. 49 DSGVO gilt für Einzelfälle und trägt keinen laufenden Betrieb.")),
    (r"'(?P<raw>.*)' is no basis; a transfer needs Art\. 45 or 46",
     _("„%(raw)s“ ist keine Grundlage. Eine Übermittlung braucht Art. 45 oder 46 DSGVO.")),
    ("needs the day of its assessment, such as 2027-01-31",
     _("Es fehlt der Tag, an dem das bewertet wurde, zum Beispiel 2027-01-31.")),
    (
        r"nothing leaves the EEA while the purpose (?P<purpose>\w+) is (?P<state>\w+)",
        _("Nichts verlässt den Europäischen Wirtschaftsraum, solange der Zweck „%(purpose)s“ %(state)s ist."),
    ),
    ("is owed to callers or by law, and is never switched off",
     _("Das sind Sie den Anrufern oder von Gesetzes wegen schuldig; es lässt sich nicht ausschalten.")),
    ("lives in memory alone and is never stored",
     _("Das steht nur im Arbeitsspeicher und wird nie gespeichert; eine Frist dafür gibt es nicht.")),
    # the proposal itself
    (r"a proposal has a reason, at most (?P<most>\d+) letters",
     _("Bitte begründen Sie den Vorschlag, mit höchstens %(most)s Zeichen.")),
    ("this changes nothing", _("Das ändert nichts: So gilt es schon.")),
    (r"(?P<purposes>[\w, ]+): no purpose of this policy",
     _("%(purposes)s: Diesen Zweck gibt es hier nicht.")),
    (
        r"the words of a question change \((?P<purposes>.+)\)",
        _("Die Worte einer Frage ändern sich (%(purposes)s). Sagen Sie dazu, ob das für Anrufer etwas "
          "Wesentliches ist: Dann werden dauerhafte Einwilligungen neu erfragt."),
    ),
    ("another policy took effect meanwhile",
     _("Inzwischen ist eine andere Fassung in Kraft getreten. Schlagen Sie es noch einmal vor.")),
    (r"an opinion has words, at most (?P<most>\d+) letters",
     _("Bitte schreiben Sie die Stellungnahme in Worten, mit höchstens %(most)s Zeichen.")),
    # what is loosened
    ("is switched on", _("wird eingeschaltet")),
    ("is switched off", _("wird ausgeschaltet")),
    (r"no longer refuses (?P<purposes>.+)", _("schließt nicht mehr aus: %(purposes)s")),
    (r"other terms: (?P<raw>.+)", _("andere Bedingungen: %(raw)s")),
    (r"(?P<raw>\w+) counts as adequate", _("%(raw)s gilt als Land mit angemessenem Schutz")),
    (r"(?P<kind>\w+) is added", _("„%(kind)s“ kommt hinzu")),
    ("is added or changed", _("kommt hinzu oder wird geändert")),
    (r"to (?P<raw>\w+) is added or changed", _("nach %(raw)s kommt hinzu oder wird geändert")),
    ("another basis", _("andere Rechtsgrundlage")),
    (r"counts from (?P<raw>.+), not from (?P<event>.+)", _("zählt ab „%(raw)s“ statt ab „%(event)s“")),
    (r"(?P<period>\S+) is removed", _("%(period)s fällt weg")),
    ("is removed", _("fällt weg")),
    ("is no longer said", _("wird nicht mehr gesagt")),
    (r"is no longer checked as (?P<raw>\w+)", _("wird nicht mehr als das geprüft, was es ist (%(raw)s)")),
    ("can no longer be cut by a key", _("lässt sich nicht mehr mit einer Taste abbrechen")),
    ("need no longer be said", _("muss nicht mehr gesagt werden")),
    ("counts as said", _("zählt als gesagt")),
    ("is no longer looked for", _("wird nicht mehr geprüft")),
    (r"“(?P<raw>.+)” may be said", _("„%(raw)s“ darf gesagt werden")),
    (r"“(?P<raw>.+)” is changed", _("„%(raw)s“ wird geändert")),
    ("is open for fewer hours of the week", _("ist weniger Stunden in der Woche möglich")),
    (r"(?P<period>P\w+) becomes (?P<new_period>P\w+)", _("%(period)s, künftig %(new_period)s")),
    (r"(?P<state>\S+) becomes (?P<new_state>\S+)", _("bisher „%(state)s“, künftig „%(new_state)s“")),
    # what could be anything
    (r"(?:'(?P<raw>.*)' )?is none of (?P<choices>.+)", _("Das gibt es nicht. Möglich ist: %(choices)s.")),
)
# fmt: on
_KNOWN: Final = tuple(
    (re.compile(_pattern if "(?" in _pattern else re.escape(_pattern)), _words) for _pattern, _words in _ROWS
)  # fmt: skip


def saying(message: str, purposes: Mapping[str, str]) -> str:
    """Return a message of the rules in words for a person; as it came where it has none.

    ``purposes``: their plain names by id.
    """
    for pattern, words in _KNOWN:
        if match := pattern.fullmatch(message):
            values = {
                name: saying(text, purposes) if name == "why" else in_words(name, text or "", purposes)
                for name, text in match.groupdict().items()
            }
            return str(words) % values if values else str(words)
    return message
