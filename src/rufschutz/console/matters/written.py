"""A request that came by the form of a line: what it says, whom to call back, done or taken back.

Each view parses, asks one query or action, renders. The words stand in the clear only for who
may work on it; the contact only once somebody asks for it, and that is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.calls.page import due_words, matter_part
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.core.audit.actions import record_access
from rufschutz.core.matters import actions as matters
from rufschutz.core.matters import notes
from rufschutz.core.purposes.queries import reason_names, rules
from rufschutz.core.retention.actions.retraction import retract_for
from rufschutz.core.tenants.queries import line
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId, FactId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.CALLS)
def note(request: HttpRequest, viewer: Viewer, matter: str) -> HttpResponse:
    """Show a written request."""
    return _show(request, viewer, FactId(matter), None)


@require_POST
@screen(Screen.CALLS)
def contact(request: HttpRequest, viewer: Viewer, matter: str) -> HttpResponse:
    """Show a written request with number or e-mail address in the clear; that it was shown is recorded."""
    name = FactId(matter)
    clear = matters.reveal_number(viewer.actor, viewer.purpose, name, vaultdoor.keys(), Clock().now())
    return _show(request, viewer, name, clear)


@require_POST
@screen(Screen.CALLS)
def done(
    request: HttpRequest,  # noqa: ARG001 - the frame of every screen hands it on
    viewer: Viewer,
    matter: str,
) -> HttpResponse:
    """Close a written request."""
    actor = viewer.actor
    matters.close(actor, viewer.purpose, FactId(matter), rules(actor.tenant), Clock().now())
    return redirect("written", matter=matter)


@require_POST
@screen(Screen.CALLS)
def retracted(
    request: HttpRequest,  # noqa: ARG001 - the frame of every screen hands it on
    viewer: Viewer,
    matter: str,
) -> HttpResponse:
    """Delete a written request because who wrote it took it back."""
    retract_for(viewer.actor, viewer.purpose, FactId(matter), vaultdoor.place(), Clock().now())
    return redirect(reverse("calls") + "?offen=1")


def _show(request: HttpRequest, viewer: Viewer, matter: FactId, clear: str | None) -> HttpResponse:
    now = Clock().now()
    seen = notes.note(viewer.actor, viewer.purpose, matter, vaultdoor.keys(), now)
    record_access(viewer.actor, AuditEvent.MATTER_VIEWED, viewer.purpose, matter, now, CallId(matter))
    names = {} if seen.reason is None else reason_names(viewer.actor.tenant, language().value)
    values = {
        "note": seen,
        "part": matter_part(seen.matter, clear, viewer.zone, TABLE[viewer.role]),
        "mail": clear is not None and "@" in clear,
        "line": line(viewer.actor.tenant, seen.line).name,
        "reason": "" if seen.reason is None else names.get(seen.reason, seen.reason),
        "when": dates.day_and_time(seen.matter.confirmed_at, viewer.zone),
        "contact_fate": due_words(seen.matter.number_due_at, viewer.zone),
        "own_fate": due_words(seen.matter.due_at, viewer.zone),
    }
    return render(request, "matters/written.html", values)
