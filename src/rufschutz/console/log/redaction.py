"""Asking that what entries of the log said is erased: by number, with a reason, and by two persons.

Each view parses, calls one action or query, renders. Nothing changes before the second person agrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.approvals import words
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.log.lines import shown
from rufschutz.console.log.telling import REASONS
from rufschutz.console.screens import Screen
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.audit import access, queries
from rufschutz.core.audit.actions import record_access
from rufschutz.core.audit.actions.ordered import ask_redaction
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.redaction import ReasonClass, entries_of
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.log.lines import LogLine
    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.LOG)
def redaction(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show which entries are named; asked by POST, ask a second person and show the request."""
    now, refused = Clock().now(), tuple[str, ...]()
    access.require(viewer.actor, Action.ASK_REDACTION, SECURITY, now)
    form = request.POST if request.method == "POST" else request.GET
    lines: tuple[LogLine, ...] = ()
    try:
        if typed := form.get("nr", "").strip():
            lines = _named(entries_of(typed), viewer, now)
        if request.method == "POST":
            return redirect("approval", proposal=_asked(request, viewer, now))
    except access.AccessDenied:
        raise
    except words.REFUSED as error:
        refused = words.told(error)
    values = {
        "refusals": refused,
        "form": form,
        "lines": lines,
        "whys": [(each.value, str(REASONS[each]), each.value == form.get("why")) for each in ReasonClass],
    }
    return render(request, "log/redaction.html", values, status=422 if refused else 200)


def _named(wanted: tuple[int, ...], viewer: Viewer, now: Millis) -> tuple[LogLine, ...]:
    found = queries.entries(viewer.actor, SECURITY, wanted, vaultdoor.keys(), language(), now)
    record_access(viewer.actor, AuditEvent.AUDIT_VIEWED, SECURITY, "", now)
    return shown(found, viewer.actor.tenant, viewer.zone)


def _asked(request: HttpRequest, viewer: Viewer, now: Millis) -> str:
    form = request.POST
    why = next((each for each in ReasonClass if each.value == form.get("why", "")), None)
    if why is None:
        raise ProposalError("it has to be said what the occasion is")
    return ask_redaction(viewer.actor, entries_of(form.get("nr", "")), why, form.get("reason", ""), now)
