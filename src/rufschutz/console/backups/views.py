"""The screen of backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console.backups.sheets import alarms, facts
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.audit.actions import record_access
from rufschutz.core.backup.queries import backups as known
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.BACKUPS)
def backups(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the last backups, until when something deleted could still be read, and the last drill."""
    now = Clock().now()
    found = known(viewer.actor, now)
    record_access(viewer.actor, AuditEvent.BACKUPS_VIEWED, SECURITY, "", now)
    values = {"alarms": alarms(found), "facts": facts(found, viewer.zone)}
    return render(request, "backups/backups.html", values)
