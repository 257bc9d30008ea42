"""The pages of emergency access: opening a call, giving it back, the list, the review.

Each view parses, asks one query or action, renders. Password and code are asked for on the page
that opens; what was typed stays when something is missing, but for those two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh
from rufschutz.console.glass import words
from rufschutz.console.glass.sheets import sheet
from rufschutz.console.guard import screen
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.glass import actions, queries
from rufschutz.core.purposes.queries import rules
from rufschutz.domain.access.breaking import Finding, GlassError, require_reason
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import MATTER, SECURITY, TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId, GlassId, PurposeId
from rufschutz.domain.moments import SECOND

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


@sensitive_post_parameters("password", "code", "reason")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(None)
def open_call(request: HttpRequest, viewer: Viewer, call: str) -> HttpResponse:
    """Say what emergency access to a call means; asked by POST, open it and show the call."""
    now, name, refusal = Clock().now(), CallId(call), ""
    access.require(viewer.actor, Action.BREAK_GLASS, MATTER, now)
    if request.method == "POST":
        try:
            actions.open_glass(viewer.actor, _asked(request, name, now), rules(viewer.actor.tenant), now)
            return redirect("call", call=call)
        except GlassError as error:
            refusal = words.why_shut(error)
        except afresh.NOT_AFRESH as error:
            refusal = afresh.told(error)
    offered = queries.openable(viewer.actor, name, now)
    if not offered:
        raise access.NotFound("there is nothing of such a call to open")
    form = request.POST
    values = {
        "call": call,
        "purposes": [
            (purpose, words.PURPOSES[purpose], form.get("purpose") == purpose) for purpose in offered
        ],
        "minutes": [(each, form.get("minutes") == str(each)) for each in words.MINUTES],
        "reason": form.get("reason", ""),
        "refusal": refusal,
    }
    return render(request, "glass/open.html", values, status=422 if refusal else 200)


@require_safe
@screen(None)
def glass(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show who opened what, why, and what a review found."""
    return _list(request, viewer, "")


@require_POST
@screen(None)
def reviewed(request: HttpRequest, viewer: Viewer, glass: str) -> HttpResponse:
    """Write a review down; show the list, or why it does not count."""
    finding = request.POST.get("finding", "")
    if finding not in set(Finding):
        return _list(request, viewer, _("Bitte wählen Sie ein Ergebnis."))
    said = request.POST.get("words", "")
    try:
        actions.review(viewer.actor, GlassId(glass), Finding(finding), said, Clock().now())
    except GlassError as error:
        return _list(request, viewer, words.why_shut(error))
    return redirect("glass")


@require_POST
@screen(None)
def given_back(
    request: HttpRequest,  # noqa: ARG001 - the frame of every screen hands it on
    viewer: Viewer,
    glass: str,
) -> HttpResponse:
    """Give one's own back before its time and show the list of calls."""
    actions.close_glass(viewer.actor, GlassId(glass), Clock().now())
    return redirect("calls")


def _asked(request: HttpRequest, call: CallId, now: Millis) -> actions.Asked:
    """Return what a form asks for. Words come first, so that no code is spent on a form that says nothing."""
    form = request.POST
    reason, minutes = form.get("reason", ""), form.get("minutes", "")
    require_reason(reason)
    lasting = int(minutes) * 60 * SECOND if minutes in map(str, words.MINUTES) else 0
    purpose = PurposeId(form.get("purpose", MATTER))
    return actions.Asked(call, purpose, reason, lasting, afresh.signed_in(request, now))


def _list(request: HttpRequest, viewer: Viewer, refusal: str) -> HttpResponse:
    now = Clock().now()
    seen = queries.openings(viewer.actor, SECURITY, now)
    record_access(viewer.actor, AuditEvent.GLASS_VIEWED, SECURITY, "", now)
    values = {
        "sheets": [sheet(each, viewer, now) for each in seen],
        "findings": [(each.value, str(name)) for each, name in words.FINDINGS.items()],
        "reviews": Action.REVIEW_GLASS in TABLE[viewer.role],
        "refusal": refusal,
    }
    return render(request, "glass/list.html", values, status=422 if refusal else 200)
