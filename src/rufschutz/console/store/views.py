"""The page of the store: what the last check saw, what does not fit, and settling it with words.

Each view parses, asks one query or action, renders. The check itself is done by the worker, which may
enter every directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.console.store.sheets import figures, sheet, wholeness
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.completeness import actions, queries
from rufschutz.core.jobs.actions import soon
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.completeness.incident import NoWordsError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.STORE)
def store(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the last check and every difference; the log says that it was seen."""
    record_access(viewer.actor, AuditEvent.STORE_VIEWED, SECURITY, "", Clock().now())
    return _page(request, viewer, "")


@require_POST
@screen(Screen.STORE)
def check(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Have the store checked with the worker's next round."""
    now = Clock().now()
    access.require(viewer.actor, Action.CHECK_STORE, SECURITY, now)
    soon("store", now)
    messages.info(request, _("Die Prüfung beginnt gleich. Laden Sie die Seite in einer Minute neu."))
    return redirect("store")


@require_POST
@screen(Screen.STORE)
def settle(request: HttpRequest, viewer: Viewer, incident: str) -> HttpResponse:
    """Settle one difference with words; show the page, or why that is not enough."""
    try:
        actions.close(viewer.actor, incident, request.POST.get("words", ""), Clock().now())
    except NoWordsError:
        return _page(request, viewer, _("Schreiben Sie in einem Satz, was es war und was geschehen ist."))
    except actions.IncidentError:
        return _page(request, viewer, _("Das hat schon jemand geklärt."))
    return redirect("store")


def _page(request: HttpRequest, viewer: Viewer, refusal: str) -> HttpResponse:
    seen = queries.store(viewer.actor, SECURITY, Clock().now())
    zone = viewer.zone
    intact, since = wholeness(seen.whole, zone)
    values = {
        "checked": "" if seen.checked_at is None else dates.day_and_time(seen.checked_at, zone),
        "total": None if seen.total is None else figures(seen.total, zone),
        "days": [figures(day, zone) for day in seen.days[:14]],
        "more": seen.more,
        "intact": intact,
        "since": since,
        "altered": seen.whole.altered > 0,
        "open": [sheet(each, viewer) for each in seen.open],
        "settled": [sheet(each, viewer) for each in seen.settled],
        "may_settle": Action.SETTLE_DIFFERENCE in TABLE[viewer.role],
        "refusal": refusal,
    }
    return render(request, "store/store.html", values, status=422 if refusal else 200)
