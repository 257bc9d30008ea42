"""The screen of the deletion concept: what is deleted when, and whether it is.

Whoever manages can stop deletion runs here for a while and let them go on; the officer can ask for it
and gets an answer here. What that means is decided in the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates
from rufschutz.console.backups.sheets import horizon
from rufschutz.console.deletion import sheets, wishes
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.core.audit.actions import record_access
from rufschutz.core.backup.queries import known
from rufschutz.core.purposes.queries import purpose_names
from rufschutz.core.retention import actions
from rufschutz.core.retention.concept import concept
from rufschutz.core.retention.queries import overdue, overdue_since, stuck
from rufschutz.core.retention.rehearsal import of_period
from rufschutz.core.retention.stops import stopped
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import KindId
from rufschutz.domain.moments import DAY, Millis, Period
from rufschutz.domain.retention.rule import RetentionError
from rufschutz.domain.retention.stop import NotStoppedError, StopError
from rufschutz.domain.retention.stopwish import WishError
from rufschutz.handover import sweeping

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer

LONGEST_DAYS = 7
MANY_DIGITS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.DELETION)
def deletion(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the concept and how deletion fares; asked by POST, stop runs or let them go on."""
    refused = ""
    if request.method == "POST":
        try:
            _switch(request, viewer)
            return redirect("deletion")
        except WishError as error:
            refused = wishes.told(error)
        except NotStoppedError:
            refused = _("Die Löschläufe sind nicht angehalten.")
        except StopError:
            refused = _(
                "So lässt sich nicht anhalten: Es braucht einen Grund und ein Ende in höchstens sieben "
                "Tagen, und nach dem letzten Halt muss erst einmal gelöscht worden sein."
            )
    page = _page(request, viewer, refused)
    return render(request, "deletion/deletion.html", page, status=422 if refused else 200)


def _switch(request: HttpRequest, viewer: Viewer) -> None:
    now, form = Clock().now(), request.POST
    if form.get("act") == "resume":
        actions.resume(viewer.actor, now)
        return
    if form.get("act", "") in wishes.ACTS:
        wishes.act(viewer.actor, form, now)
        return
    days = form.get("days", "")
    long = int(days) if days.isdecimal() and len(days) < 3 else 0
    actions.stop(viewer.actor, form.get("reason", ""), Millis(now + long * DAY), now)


def _page(request: HttpRequest, viewer: Viewer, refused: str) -> dict[str, object]:
    now, spoken, tenant = Clock().now(), language(), viewer.actor.tenant
    found = concept(viewer.actor, now)
    record_access(viewer.actor, AuditEvent.POLICY_VIEWED, SECURITY, found.version, now)
    names = {str(name): words for name, words in purpose_names(tenant, spoken.value).items()}
    may = TABLE[viewer.role]
    return {
        "horizon": horizon(known(now), viewer.zone),
        "starts": sheets.starts(),
        "matrix": sheets.matrix(found.concept, spoken),
        "rows": sheets.rows(found, names, spoken),
        "number": found.number,
        "since": dates.day(found.since, viewer.zone),
        "today": dates.day(now, viewer.zone),
        "may_stop": Action.STOP_RETENTION in may,
        "days": range(1, LONGEST_DAYS + 1),
        "refused": refused,
        "wishes": wishes.rows(viewer, now),
        "may_ask": Action.REQUEST_STOP in may,
        "may_answer": Action.ANSWER_STOP in may,
        **_tried(request, viewer, now),
        **(_faring(viewer, now) if Action.REHEARSE_RETENTION in may else {}),
    }


def _tried(request: HttpRequest, viewer: Viewer, now: Millis) -> dict[str, object]:
    """Return what another period would reach, where the form of the page asked for one."""
    kind, days = request.GET.get("kind", ""), request.GET.get("days", "")
    if not (kind and days.isdecimal() and len(days) < MANY_DIGITS):
        return {}
    try:
        found = of_period(viewer.actor, KindId(kind), Period(days=int(days)), now)
    except RetentionError:
        return {}
    told = sheets.reached(found, viewer.zone, language())
    return {"tried": {"kind": kind, "days": days, "told": told}}


def _faring(viewer: Viewer, now: Millis) -> dict[str, object]:
    """Return how deletion fares, for who watches over it."""
    tenant, installation = viewer.actor.tenant, settings.INSTALLATION
    late = overdue(tenant, now)
    seen = None if installation is None else sweeping.read(installation.run)
    return {
        "faring": True,
        "late": dates.whole(late) if late else "",
        "late_since": dates.day_and_time(overdue_since(tenant, now), viewer.zone) if late else "",
        "stuck": sheets.stuck_rows(stuck(tenant), viewer.zone, language()),
        "stopped": sheets.stopped(stopped(tenant, now), viewer.zone),
        "progress": sheets.progress(seen, now, viewer.zone),
    }
