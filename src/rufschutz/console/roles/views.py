"""The screen of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console.guard import screen
from rufschutz.console.roles.sheets import sheets
from rufschutz.console.screens import Screen
from rufschutz.core.accounts.queries import holders
from rufschutz.core.audit.actions import record_access
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.ROLES)
def roles(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what each role may do, and who has it until when."""
    now = Clock().now()
    found = holders(viewer.actor, SECURITY, now)
    record_access(viewer.actor, AuditEvent.ROLES_VIEWED, SECURITY, "", now)
    return render(request, "roles/roles.html", {"sheets": sheets(found, viewer.zone)})
