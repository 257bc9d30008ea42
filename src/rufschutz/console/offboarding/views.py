"""The screen of leaving: ask, take the package along, confirm its receipt, find the proof.

Each view parses, calls one action or query, renders. The key of a package stands in the one answer that
made it and nowhere else. Whatever cannot be undone asks for password and code on this very page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh, dates, vaultdoor
from rufschutz.console.approvals import words
from rufschutz.console.guard import screen
from rufschutz.console.offboarding.sheets import Turn, steps, turn
from rufschutz.console.screens import Screen
from rufschutz.core.approvals.requests import requests
from rufschutz.core.audit import access
from rufschutz.core.offboarding.actions import ask_offboarding, ask_package, confirm, hand_out, lies_here
from rufschutz.core.offboarding.errors import HeldError, OffboardingError
from rufschutz.core.offboarding.queries import offboarding_of
from rufschutz.core.pieces import PiecewiseResponse
from rufschutz.domain.approval.subject import Subject

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.offboarding.queries import Progress
    from rufschutz.domain.moments import Millis


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.OFFBOARDING)
def offboarding(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show how far it is; asked by POST, take the step that was clicked."""
    if request.method != "POST":
        return _page(request, viewer, {})
    try:
        done = _done(request, viewer, Clock().now())
    except access.AccessDenied:
        raise
    except words.REFUSED as error:
        return _page(request, viewer, {"refusals": words.told(error)})
    return done


@require_safe
@screen(Screen.OFFBOARDING)
def package(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Hand out the sealed package, from the byte on that the browser still lacks."""
    try:
        parcel = hand_out(viewer.actor, vaultdoor.packages(), Clock().now())
    except OffboardingError as error:
        return _page(request, viewer, {"refusals": words.told(error)})
    start = _start(request.headers.get("Range", ""), parcel.size)
    response = PiecewiseResponse(parcel.pieces(start), content_type="application/x-tar")
    response["Content-Length"] = str(parcel.size - start)
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = 'attachment; filename="rufschutz-paket.tar"'
    if start:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{parcel.size - 1}/{parcel.size}"
    return response


def _done(request: HttpRequest, viewer: Viewer, now: Millis) -> HttpResponse:
    form, actor = request.POST, viewer.actor
    afresh.signed_in(request, now)
    match form.get("act", ""):
        case "package":
            return _page(request, viewer, {"key": ask_package(actor, vaultdoor.keys(), now)})
        case "confirm":
            confirm(actor, form.get("sha256", ""), now)
            return redirect("offboarding")
        case _:
            return redirect("approval", proposal=ask_offboarding(actor, form.get("reason", ""), now))


def _page(request: HttpRequest, viewer: Viewer, more: dict[str, object]) -> HttpResponse:
    now = Clock().now()
    found = offboarding_of(viewer.actor.tenant)
    waiting = [card for card in requests(viewer.actor, now, waiting=True) if card.subject is Subject.OFFBOARD]
    values = {
        "steps": steps(found, viewer.zone),
        "turn": turn(found).value,
        "asked": waiting[0].id if waiting else "",
        "there": turn(found) is Turn.TAKE and lies_here(viewer.actor.tenant, vaultdoor.packages()),
        "handed": _moment(found.handed_at if found else None, viewer.zone),
        "goes_on": _moment(found.goes_on_at if found else None, viewer.zone),
        "proof": "" if found is None else _address(request, found),
        **({"refusals": words.told(HeldError("kept"))} if found and found.held else {}),
        **more,
    }
    status = 422 if "refusals" in more else 200
    return render(request, "offboarding/offboarding.html", values, status=status)


def _address(request: HttpRequest, found: Progress) -> str:
    """Return where the proof will stand: outside the console, for the accounts go too."""
    path = reverse("offboarding_proof", kwargs={"name": found.id})
    origin = str(settings.PUBLIC_ORIGIN or settings.ORIGIN)
    return f"{origin}{path}" if origin else request.build_absolute_uri(path)


def _moment(at: Millis | None, zone: str) -> str:
    return "" if at is None else dates.day_and_time(at, zone)


def _start(wanted: str, size: int) -> int:
    """Return the byte from which a browser goes on: 0 for anything but an open range."""
    first = wanted.removeprefix("bytes=").removesuffix("-")
    known = wanted.startswith("bytes=") and wanted.endswith("-") and first.isascii() and first.isdecimal()
    return int(first) if known and len(first) < 16 and int(first) < size else 0
