"""The start page of those who watch: is everything in order? Counts and states, no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates
from rufschutz.console.backups.alarms import alarms as backup_alarms
from rufschutz.console.deletion.alarms import alarms as deletion_alarms
from rufschutz.console.glass.sheets import alarms as glass_alarms
from rufschutz.console.guard import screen
from rufschutz.console.overview import alarms
from rufschutz.console.screens import Screen
from rufschutz.console.store.sheets import alarms as store_alarms
from rufschutz.core.approvals.queries import waiting
from rufschutz.core.calls.counts import counts
from rufschutz.core.purposes.library import overdue_count
from rufschutz.domain.access.request import Action, Role
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, Subject
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        "alarms": (
            *alarms.alarms(alarms.watch(), now, seen.quarantined),
            *deletion_alarms(viewer, now),
            *glass_alarms(viewer, now),
            *store_alarms(viewer),
            *backup_alarms(viewer, now),
            *_of_policy(viewer, now),
        ),
        "works": Action.CLOSE_MATTER in TABLE[viewer.role],
        "days": DAYS,
        "no_content": _no_content(viewer),
    }
    return render(request, "overview/overview.html", values)


def _of_policy(viewer: Viewer, now: Millis) -> Iterator[alarms.Alarm]:
    tenant = viewer.actor.tenant
    policy = waiting(tenant, now, POLICY_SUBJECTS)
    speaks = Action.STATE_OPINION in TABLE[viewer.role]
    yield from alarms.of_policy(overdue_count(tenant, now), policy, viewer.zone, speaks=speaks)
    if Action.VIEW_REQUESTS in TABLE[viewer.role]:
        others = waiting(tenant, now, frozenset(Subject) - POLICY_SUBJECTS)
        yield from alarms.of_requests(others, viewer.zone, speaks=speaks)


def _no_content(viewer: Viewer) -> str:
    """Return why a role that hears nothing hears nothing, and what it has instead; '' for who hears."""
    if Action.PLAY_RECORDING in TABLE[viewer.role]:
        return ""
    if viewer.role is Role.OPERATOR:
        return _("Sie sehen, ob alles läuft, aber keine Inhalte. Mehr braucht die Technik nicht.")
    return _(
        "Sie sehen Zahlen, Zustände und Fristen, aber keine Inhalte: Aufnahmen, Rufnummern und Anliegen "
        "bleiben bei denen, an die sie gerichtet sind. Was geschah, und ob es erlaubt war, "
        "zeigt das Protokoll."
    )


def lights(seen: Counts) -> tuple[Light, ...]:
    """Return the questions of the day with their answers, the gravest first."""
    return (
        _light(
            _("Gibt es Aufnahmen ohne Einwilligung?"),
            _("Nein."),
            ngettext("%(number)s ist weggeschlossen.", "%(number)s sind weggeschlossen.", seen.quarantined),
            seen.quarantined,
        ),
        _light(
            _("Ist etwas über seine Frist hinaus gespeichert?"),
            _("Nein."),
            ngettext(
                "%(number)s Aufnahme ist überfällig.", "%(number)s Aufnahmen sind überfällig.", seen.overdue
            ),
            seen.overdue,
        ),
        _light(
            _("Ist jede Löschung bewiesen?"),
            _("Ja."),
            ngettext(
                "Bei %(number)s Aufnahme fehlt der Nachweis noch.",
                "Bei %(number)s Aufnahmen fehlt der Nachweis noch.",
                seen.unproven,
            ),
            seen.unproven,
        ),
        _light(
            _("Ist jede Aufnahme unversehrt?"),
            _("Ja."),
            ngettext("%(number)s ist beschädigt.", "%(number)s sind beschädigt.", seen.damaged),
            seen.damaged,
        ),
    )


def _light(question: str, well: str, ill: str, number: int) -> Light:
    return Light(question, ill % {"number": dates.whole(number)} if number else well, number == 0)
