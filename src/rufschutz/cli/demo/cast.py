"""Who appears in the demo: a practice that does not exist, and three callers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rufschutz.adapters.speech import SpeechRequest, render
from rufschutz.core.setup.actions import FirstLine

if TYPE_CHECKING:
    from rufschutz.adapters.g711 import Samples

MESSAGE = "Guten Tag, ich hätte gern einen Termin am Dienstag nach zehn Uhr. Vielen Dank."
LATER = "Guten Tag, ich brauche eine Überweisung. Bitte rufen Sie mich zurück."


def practice(email: str, line: str, totp: str) -> FirstLine:
    """Return the demo's controller, line and owner."""
    return FirstLine(
        full_name="Hausarztpraxis am Beispielplatz",
        short_name="Praxis am Beispielplatz",
        address="Beispielplatz eins, zehn eins eins fünf Berlin",
        dpo_contact="Datenschutz ät example Punkt org",
        authority="die Berliner Beauftragte für Datenschutz",
        url="example Punkt org Schrägstrich Datenschutz",
        user_part=line,
        line_name="Hauptnummer",
        owner_email=email,
        owner_name="Inhaberin der Praxis",
        demo_totp=totp,
    )


def spoken(words: str) -> Samples:
    """Return a caller's words as sound, 8 kHz, 16 bit."""
    (samples,) = render((SpeechRequest(words, "de", 1.0),))
    return np.asarray(samples, np.int16)
