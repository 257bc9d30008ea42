"""The Gesprächssafe: every hold with its reason and its end, and the forms that set and end one.

Each view parses, calls one action or query, renders. What a second person has to confirm is decided
among the approvals, not here; a restriction alone takes effect at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.guard import screen
from rufschutz.console.holds import words
from rufschutz.console.holds.forms import end_of, ground_of, span_of
from rufschutz.console.holds.sheets import sheet
from rufschutz.console.screens import Screen
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.calls.queries import calls
from rufschutz.core.holds import queries
from rufschutz.core.holds.actions import placing, requests
from rufschutz.core.holds.errors import NoHoldError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import CLAIMS, TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.hold import Kind
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


@require_safe
@screen(Screen.HOLDS)
def holds(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what is kept, and below it what was."""
    return _list(request, viewer, ())


@require_POST
@screen(Screen.HOLDS)
def hold(request: HttpRequest, viewer: Viewer, hold: str) -> HttpResponse:
    """Ask a second person to renew, release or lift a hold; show the request, or why there is none."""
    try:
        asked = _ask(request, viewer, hold, Clock().now())
    except access.AccessDenied:
        raise
    except NoHoldError as error:
        raise Http404 from error
    except words.REFUSED as error:
        return _list(request, viewer, words.told(error))
    return redirect("approval", proposal=asked)


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.HOLDS)
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the form that sets a hold; asked by POST, set it and show the list."""
    now, refused = Clock().now(), tuple[str, ...]()
    access.require(viewer.actor, Action.ASK_HOLD, CLAIMS, now)
    if request.method == "POST":
        try:
            _place(request, viewer, now)
            return redirect("holds")
        except access.AccessDenied:
            raise
        except (access.NotFound, *words.REFUSED) as error:
            refused = words.told(error)
    form = request.POST if request.method == "POST" else request.GET
    values = {
        "refusals": refused,
        "form": form,
        "calls": _choice(viewer, form.get("call", ""), form.get("day", ""), now),
        "kinds": [
            (each.value, str(name), each.value == form.get("kind")) for each, name in words.KINDS.items()
        ],
    }
    return render(request, "holds/new.html", values, status=422 if refused else 200)


def _list(request: HttpRequest, viewer: Viewer, refused: tuple[str, ...]) -> HttpResponse:
    now, purpose = Clock().now(), queries.viewed_for(viewer.role)
    living = queries.holds(viewer.actor, purpose, now)
    over = queries.holds(viewer.actor, purpose, now, over=True)
    record_access(viewer.actor, AuditEvent.HOLDS_VIEWED, purpose, "", now)
    values = {
        "refusals": refused,
        "living": [sheet(each, viewer) for each in living],
        "over": [sheet(each, viewer) for each in over],
        "asks": Action.ASK_HOLD in TABLE[viewer.role],
    }
    return render(request, "holds/list.html", values, status=422 if refused else 200)


def _ask(request: HttpRequest, viewer: Viewer, name: str, now: Millis) -> str:
    form, actor = request.POST, viewer.actor
    reason = form.get("reason", "")
    match form.get("act", ""):
        case "renew":
            return requests.ask_renewal(actor, name, end_of(form.get("until", ""), viewer.zone), reason, now)
        case "lift":
            return requests.ask_lift(actor, name, reason, now)
        case _:
            return requests.ask_release(actor, name, reason, now)


def _place(request: HttpRequest, viewer: Viewer, now: Millis) -> None:
    ground, call = ground_of(request.POST.dict(), viewer.zone), CallId(request.POST.get("call", ""))
    act = placing.restrict if ground.kind is Kind.RESTRICTION else placing.place
    act(viewer.actor, call, ground, vaultdoor.keys(), now)


def _choice(viewer: Viewer, chosen: str, day: str, now: Millis) -> list[tuple[str, str, bool]]:
    """Return the calls to choose from, as the list of calls names them: those of a day, or the latest."""
    found = calls(viewer.actor, viewer.purpose, now, size=200, within=span_of(day, viewer.zone)).rows
    record_access(viewer.actor, AuditEvent.CALLS_LISTED, viewer.purpose, "", now)
    named = [(str(row.id), _named(row.started_at, row.number, row.line, viewer.zone)) for row in found]
    if chosen and chosen not in {name for name, _ in named}:
        named.insert(0, (chosen, chosen))
    return [(name, label, name == chosen) for name, label in named]


def _named(at: Millis, number: str | None, line: str, zone: str) -> str:
    return " · ".join(part for part in (dates.day_and_time(at, zone), number or "", line) if part)
