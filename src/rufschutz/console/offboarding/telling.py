"""What a request to leave says of itself to the second person: what it reaches, and what happens then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console import dates
from rufschutz.console.approvals.telling import REFUSALS, Fact, Telling, tells
from rufschutz.console.screens import Screen
from rufschutz.core.offboarding.errors import (
    HeldError,
    NoPackageError,
    OffboardingError,
    WrongReceiptError,
)
from rufschutz.domain.approval.subject import Subject

if TYPE_CHECKING:
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.approvals.requests import RequestCard

REFUSALS[HeldError] = lazy(
    "Im Gesprächssafe liegt noch etwas. Solange wird nichts vernichtet: Geben Sie es dort zuerst "
    "zu zweit frei."
)
REFUSALS[WrongReceiptError] = lazy(
    "Das ist nicht die Prüfsumme dieses Pakets. Sie steht am Ende, wenn das Paket geöffnet ist."
)
REFUSALS[NoPackageError] = lazy("Das Paket liegt hier nicht mehr. Lassen Sie ein neues schreiben.")
REFUSALS[OffboardingError] = lazy("Dieser Schritt ist gerade nicht dran. Die Liste zeigt, wie weit es ist.")


@tells(Subject.OFFBOARD)
def told(card: RequestCard, viewer: Viewer) -> Telling:
    """Return a request to leave in plain words."""
    del viewer
    reached = json.loads(card.document)
    names = (
        (_("Anrufe"), "calls"),
        (_("Aufnahmen"), "recordings"),
        (_("Leitungen"), "lines"),
    )
    return Telling(
        title=_("Auszug der ganzen Praxis"),
        what=_("Es geht um alles, was hier über diese Praxis und ihre Anrufe gespeichert ist."),
        then=_(
            "Mit der Freigabe verstummen sofort alle Leitungen. Die Leitung nimmt dann ein Paket mit allem "
            "mit; erst wenn sie den Empfang bestätigt, werden Schlüssel, Aufnahmen, Einträge und Konten für "
            "immer vernichtet."
        ),
        facts=tuple(Fact(name, dates.whole(int(reached.get(key, 0)))) for name, key in names),
        address=reverse("offboarding"),
        link=_("Zum Auszug"),
        screen=Screen.OFFBOARDING,
    )
