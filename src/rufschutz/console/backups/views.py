"""The screen of backups: what is known of them, and asking for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh
from rufschutz.console.backups.sheets import alarms, facts
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.backup.actions import ordering
from rufschutz.core.backup.queries import backups as known
from rufschutz.core.jobs.actions import soon
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.BACKUPS)
def backups(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the last backups, until when something deleted could still be read, and the last drill."""
    record_access(viewer.actor, AuditEvent.BACKUPS_VIEWED, SECURITY, "", Clock().now())
    return _page(request, viewer, {})


@require_POST
@screen(Screen.BACKUPS)
def order(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for a backup, with password and code once more; the worker makes it with its next round."""
    now = Clock().now()
    access.require(viewer.actor, Action.RUN_BACKUP, SECURITY, now)
    try:
        afresh.signed_in(request, now)
    except afresh.NOT_AFRESH as error:
        return _page(request, viewer, {"refusals": (afresh.told(error),)})
    ordering.order(viewer.actor, now)
    soon("backup", now)
    messages.info(request, _("Die Sicherung beginnt gleich. Laden Sie die Seite in einer Minute neu."))
    return redirect("backups")


def _page(request: HttpRequest, viewer: Viewer, told: dict[str, object]) -> HttpResponse:
    now = Clock().now()
    found = known(viewer.actor, now)
    values = {
        "alarms": alarms(found),
        "facts": facts(found, viewer.zone),
        "may_order": Action.RUN_BACKUP in TABLE[viewer.role],
        **told,
    }
    return render(request, "backups/backups.html", values, status=422 if "refusals" in told else 200)
