"""What a request about a hold says of itself to the second person: what, how many, and what happens then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.approvals.telling import REFUSALS, Fact, Telling, tells
from rufschutz.console.holds import words
from rufschutz.console.screens import Screen
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.hold.hold import Kind
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.approvals.requests import RequestCard

REFUSALS.update(
    {kind: said for kind, said in words.REFUSALS.items() if kind.__module__.endswith("hold.errors")}
)


@tells(Subject.PLACE_HOLD, Subject.RENEW_HOLD, Subject.RELEASE_HOLD, Subject.LIFT_RESTRICTION)
def told(card: RequestCard, viewer: Viewer) -> Telling:
    """Return a request about a hold in plain words."""
    title, then = _said(card.subject)
    return Telling(
        title=title,
        what=_things(card.count),
        then=then,
        facts=tuple(_facts(json.loads(card.document), viewer.zone)),
        address=reverse("holds"),
        link=_("Zum Gesprächssafe"),
        screen=Screen.HOLDS,
    )


def _said(subject: Subject) -> tuple[str, str]:
    return {
        Subject.PLACE_HOLD: (
            _("Aufbewahrung im Gesprächssafe bestätigen"),
            _("Es bleibt bis zum genannten Tag verschlossen und wird bis dahin nicht gelöscht."),
        ),
        Subject.RENEW_HOLD: (
            _("Verlängerung im Gesprächssafe"),
            _("Es bleibt bis zum neuen Tag verschlossen."),
        ),
        Subject.RELEASE_HOLD: (
            _("Freigabe aus dem Gesprächssafe"),
            _("Was seine Frist überschritten hat, ist dann sofort und für immer gelöscht."),
        ),
        Subject.LIFT_RESTRICTION: (
            _("Ende einer Einschränkung"),
            _(
                "Was noch erlaubt ist, wird wieder nutzbar, alles andere sofort gelöscht. Die Person muss es "
                "vorher erfahren (Art. 18 Abs. 3 DSGVO)."
            ),
        ),
    }[subject]


def _facts(document: dict[str, object], zone: str) -> list[Fact]:
    until = document.get("ends_at")
    kind = next((each for each in Kind if each.value == document.get("kind")), Kind.LEGAL_HOLD)
    found = [
        Fact(_("Art"), str(words.KINDS[kind])),
        Fact(_("Längstens bis"), dates.last_day(Millis(until), zone) if isinstance(until, int) else ""),
        Fact(_("Gegenseite"), str(document.get("opponent", ""))),
        Fact(_("Anspruch"), str(document.get("claim", ""))),
        Fact(_("Rechtsbeistand"), str(document.get("counsel", ""))),
        Fact(_("Vorschrift"), str(document.get("article", ""))),
        Fact(_("Warum die Person nichts davon weiß"), str(document.get("untold", ""))),
    ]
    return [fact for fact in found if fact.words]


def _things(count: int) -> str:
    said = ngettext(
        "Es geht um %(number)s Sache eines Anrufs.", "Es geht um %(number)s Sachen eines Anrufs.", count
    )
    return said % {"number": dates.whole(count)}
