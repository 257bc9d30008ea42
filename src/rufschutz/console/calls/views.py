"""The list of calls, one call, and what may be done about a request to be called back.

Each view parses, asks one query or action, renders. Who may see what is decided by the
record; a refusal becomes a page and an audit event in `rufschutz.console.guard`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.calls import listening
from rufschutz.console.calls.minor import may_mark
from rufschutz.console.calls.page import call_page
from rufschutz.console.calls.reasons import told
from rufschutz.console.calls.rows import row_of, written_row
from rufschutz.console.glass.sheets import alarms as glass_alarms
from rufschutz.console.glass.sheets import of_call
from rufschutz.console.guard import screen
from rufschutz.console.holds.ofcall import safe_of
from rufschutz.console.lines import tryout
from rufschutz.console.log.lines import trail_of
from rufschutz.console.overview import alarms
from rufschutz.console.screens import Screen, screens_of
from rufschutz.core.audit.actions import record_access
from rufschutz.core.calls import queries
from rufschutz.core.keys.queries import log_key
from rufschutz.core.matters import actions as matters
from rufschutz.core.matters import queries as matter_queries
from rufschutz.core.purposes.queries import rules
from rufschutz.core.recordings.samples import needs_second
from rufschutz.core.retention.queries import may_withdraw
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, CallId, FactId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.CALLS)
def calls(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a page of the list, the newest call first."""
    wanted = request.GET.get("seite", "1")
    page = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 1
    now = Clock().now()
    owed = request.GET.get("offen") == "1"
    seen = queries.calls(viewer.actor, viewer.purpose, now, page, owed=owed)
    record_access(viewer.actor, AuditEvent.CALLS_LISTED, viewer.purpose, "", now)
    about = told(viewer, [row.id for row in seen.rows], now)
    watches = Action.VIEW_GLASS in TABLE[viewer.role]
    written = matter_queries.written_open(viewer.actor, viewer.purpose, now) if seen.page == 1 else ()
    values = {
        "rows": [row_of(row, viewer.zone, about) for row in seen.rows],
        "total": seen.total,
        "owed": owed,
        "to_do": seen.owed + len(written),
        "written": [written_row(each, viewer.zone) for each in written],
        "query": "offen=1&" if owed else "",
        "alarms": alarms.alarms(alarms.watch(), now) if Screen.OVERVIEW in screens_of(viewer.role) else (),
        "page": seen.page,
        "pages": seen.pages,
        "newer": seen.page - 1 if seen.page > 1 else None,
        "older": seen.page + 1 if seen.page < seen.pages else None,
        "glass_alarm": next(glass_alarms(viewer, now), None) if watches else None,
        "example": "" if seen.total or owed else tryout.example(viewer.actor.tenant),
    }
    return render(request, "calls/list.html", values)


@require_safe
@screen(Screen.CALLS)
def call(request: HttpRequest, viewer: Viewer, call: str) -> HttpResponse:
    """Show one call."""
    return _show(request, viewer, CallId(call), {})


@require_POST
@screen(Screen.CALLS)
def number(request: HttpRequest, viewer: Viewer, call: str, matter: str) -> HttpResponse:
    """Show one call with a callback number in the clear; that it was shown is recorded."""
    clear = matters.reveal_number(
        viewer.actor, viewer.purpose, FactId(matter), vaultdoor.keys(), Clock().now()
    )
    return _show(request, viewer, CallId(call), {FactId(matter): clear})


@require_POST
@screen(Screen.CALLS)
def done(
    request: HttpRequest,  # noqa: ARG001 - the frame of every screen hands it on
    viewer: Viewer,
    call: str,
    matter: str,
) -> HttpResponse:
    """Close a request to be called back."""
    actor = viewer.actor
    matters.close(actor, viewer.purpose, FactId(matter), rules(actor.tenant), Clock().now())
    return redirect("call", call=call)


def _show(request: HttpRequest, viewer: Viewer, call: CallId, numbers: dict[FactId, str]) -> HttpResponse:
    now = Clock().now()
    seen = queries.call(viewer.actor, viewer.purpose, call, now)
    record_access(viewer.actor, AuditEvent.CALL_VIEWED, viewer.purpose, call, now, call)
    page = call_page(seen, viewer.actor, viewer.zone, now, numbers, told(viewer, [call], now))
    withdraw = may_withdraw(viewer.actor, call, now)
    values = {
        "page": page,
        "row": page.row,
        "trail": trail_of(viewer, call, now),
        "log_key": str(log_key(viewer.actor.tenant)),
        "withdraw": withdraw,
        "minor": may_mark(viewer, seen, withdrawable=withdraw),
        "deletable": Action.ASK_DELETION in TABLE[viewer.role] and seen.row.duration is not None,
        "waits": page.playable and not listening.served(now),
        "samples": {
            part.id for part in page.recordings if needs_second(viewer.actor, ArtefactId(part.id), now)
        },
        "glass": of_call(viewer, call, now),
        "safe": safe_of(viewer, seen),
    }
    return render(request, "calls/call.html", values)
