from __future__ import annotations

import datetime as dt

from rufschutz.console.texts.sheets import sheet
from rufschutz.core.purposes.library import Spoken, TextRow
from rufschutz.domain.moments import Millis


def test_what_was_never_rendered_shows_its_limit_alone() -> None:
    spoken = Spoken("de", "Danke.", 0, 8_000, (), ())
    shown = sheet(TextRow("goodbye.noted", "", "any", "X", dt.date(2027, 3, 1), False, Millis(0), (spoken,)))
    assert (shown.name, shown.spoken[0].seconds, shown.spoken[0].audible) == (
        "Verabschiedung",
        "höchstens 8 s",
        False,
    )
