"""The start page of those who watch: is everything in order? Counts and states, no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.calls.counts import counts
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.calls.counts import Counts

DAYS = 7


@dataclass(frozen=True, slots=True)
class Light:
    """One question about the rules, its answer, and whether it is a good one."""

    question: str
    answer: str
    good: bool


@require_safe
@screen(Screen.OVERVIEW)
def overview(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the counts of the last days and a light for each rule."""
    now = Clock().now()
    seen = counts(viewer.actor, Millis(now - DAYS * DAY), now)
    values = {
        "counts": seen,
        "lights": lights(seen),
        "days": DAYS,
        "no_content": Action.PLAY_RECORDING not in TABLE[viewer.role],
    }
    return render(request, "overview/overview.html", values)


def lights(seen: Counts) -> tuple[Light, ...]:
    """Return the questions of the day with their answers, the gravest first."""
    return (
        Light(
            _("Gibt es Aufnahmen ohne Einwilligung?"),
            _count(seen.quarantined, _("Nein."), "%d ist weggeschlossen.", "%d sind weggeschlossen."),
            seen.quarantined == 0,
        ),
        Light(
            _("Ist etwas über seine Frist hinaus gespeichert?"),
            _count(seen.overdue, _("Nein."), "%d Aufnahme ist überfällig.", "%d Aufnahmen sind überfällig."),
            seen.overdue == 0,
        ),
        Light(
            _("Ist jede Löschung bewiesen?"),
            _count(
                seen.unproven, _("Ja."), "Bei %d fehlt der Nachweis noch.", "Bei %d fehlt der Nachweis noch."
            ),
            seen.unproven == 0,
        ),
        Light(
            _("Ist jede Aufnahme unversehrt?"),
            _count(seen.damaged, _("Ja."), "%d ist beschädigt.", "%d sind beschädigt."),
            seen.damaged == 0,
        ),
    )


def _count(number: int, none: str, one: str, many: str) -> str:
    return ngettext(one, many, number) % number if number else none
