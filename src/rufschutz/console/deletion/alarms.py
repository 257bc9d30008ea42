"""What is wrong with deletion right now: stopped, late, refused. Counts and moments, nobody's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.overview.alarms import Alarm
from rufschutz.core.retention.queries import overdue, overdue_since, stuck
from rufschutz.core.retention.stops import stopped, waiting_wish
from rufschutz.domain.moments import SECOND, Millis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.console.viewer import Viewer

LATE = 2 * 3_600 * SECOND
"""A run comes every hour: what is late by more (ms) is not deleted by the next one either."""


def alarms(viewer: Viewer, now: Millis) -> Iterator[Alarm]:
    """Yield what keeps things from being deleted."""
    tenant, page = viewer.actor.tenant, reverse("deletion")
    if stop := stopped(tenant, now):
        words = _("Die Löschläufe sind angehalten, längstens bis %(until)s.") % {
            "until": dates.day_and_time(stop.until, viewer.zone)
        }
        yield Alarm(words, _("Grund: %(reason)s") % {"reason": stop.reason}, page, _("Löschkonzept ansehen"))
    yield from _asked(viewer, now)
    since = overdue_since(tenant, now)
    if now - since > LATE:
        words = _("Löschungen sind im Rückstand: %(number)s, die älteste seit %(since)s.") % {
            "number": dates.whole(overdue(tenant, now)),
            "since": dates.day_and_time(since, viewer.zone),
        }
        advice = _("Sagen Sie es Ihrer Technik. Woran es liegt, steht im Löschkonzept.")
        yield Alarm(words, advice, page, _("Löschkonzept ansehen"))
    if refusing := stuck(tenant):
        words = _("Etwas lässt sich nicht zu Ende löschen (%(number)s). Hören kann es niemand mehr.") % {
            "number": dates.whole(len(refusing))
        }
        yield Alarm(words, _("Welche Datei das ist und warum, steht im Löschkonzept."), page, _("Ansehen"))


def _asked(viewer: Viewer, now: Millis) -> Iterator[Alarm]:
    """Yield the officer's request to stop runs, as long as nobody has answered it."""
    asked = waiting_wish(viewer.actor.tenant)
    if asked is None:
        return
    told = {"when": dates.day_and_time(asked.answer_by, viewer.zone)}
    words = _("Der Datenschutz bittet, die Löschläufe anzuhalten: Antwort fällig bis %(when)s.") % told
    if asked.late(now):
        words = (
            _("Der Datenschutz bittet, die Löschläufe anzuhalten, und seit %(when)s fehlt die Antwort.")
            % told
        )
    advice = _("Grund: %(reason)s") % {"reason": asked.reason}
    yield Alarm(words, advice, reverse("deletion") + "#bitte", _("Löschkonzept ansehen"))
