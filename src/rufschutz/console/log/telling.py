"""What a request to erase what entries said tells the second person: which entries, why, what stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.approvals.telling import REFUSALS, Fact, Telling, tells
from rufschutz.console.language import language
from rufschutz.console.log.lines import shown
from rufschutz.console.screens import Screen
from rufschutz.core.audit import queries
from rufschutz.core.audit.actions.ordered import RedactionError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.redaction import EntriesError, ReasonClass

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.approvals.requests import RequestCard

REASONS: Final = {
    ReasonClass.UNLAWFUL: lazy("Es durfte nie im Protokoll stehen"),
    ReasonClass.COURT: lazy("Ein Gericht oder eine Behörde verlangt es"),
    ReasonClass.MISTAKE: lazy("Es ist irrtümlich hineingeraten"),
}

REFUSALS[RedactionError] = lazy(
    "Das geht so nicht: Einen Eintrag gibt es nicht, sein Inhalt ist schon gelöscht, oder es ist einer, in "
    "dem das Protokoll von sich selbst berichtet. Der bleibt, bis seine Frist endet."
)
REFUSALS[EntriesError] = lazy(
    "Nennen Sie Einträge mit ihrer Nummer, zum Beispiel 12 oder 12, 15-18; höchstens 100 auf einmal."
)


@tells(Subject.REDACT_LOG)
def told(card: RequestCard, viewer: Viewer) -> Telling:
    """Return the request in plain words. What was erased tells no more what it said."""
    asked = json.loads(card.document)
    wanted = tuple(int(index) for index in asked.get("entries", ()))
    why = next((str(REASONS[each]) for each in ReasonClass if each.value == asked.get("why")), "–")
    return Telling(
        title=_("Schwärzung im Protokoll"),
        what=ngettext(
            "Der Inhalt von %(number)s Eintrag soll vor seiner Frist gelöscht werden.",
            "Der Inhalt von %(number)s Einträgen soll vor seiner Frist gelöscht werden.",
            card.count,
        )
        % {"number": dates.whole(card.count)},
        then=_(
            "Wer was tat, steht dann nicht mehr im Protokoll. Dass es den Eintrag gab, wann, und dass er auf "
            "Ihre Freigabe geschwärzt wurde, bleibt; das Protokoll lässt sich weiter vollständig prüfen."
        ),
        facts=(Fact(_("Anlass"), why), *_entries(wanted, viewer)),
        address=reverse("log"),
        link=_("Zum Protokoll"),
        screen=Screen.LOG,
    )


def _entries(wanted: Collection[int], viewer: Viewer) -> tuple[Fact, ...]:
    """Return the entries; to who does not see the log, only their numbers."""
    if Action.VIEW_AUDIT not in TABLE[viewer.role]:
        return tuple(Fact(_("Eintrag %(index)s") % {"index": index}, "") for index in wanted)
    now = Clock().now()
    lines = queries.entries(viewer.actor, SECURITY, wanted, vaultdoor.keys(), language(), now)
    rows = shown(lines, viewer.actor.tenant, viewer.zone)
    return tuple(
        Fact(
            _("Eintrag %(index)s") % {"index": row.index},
            " · ".join(part for part in (row.when, row.sentence, row.who) if part),
        )
        for row in rows
    )
