"""The screen of approvals: one queue with every subject, and the page on which one is decided.

A request is shown whole before anybody can approve it, and the approval is bound to the hash of
what was shown. Password and code are asked for on the page of the approval itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh
from rufschutz.console.approvals import words
from rufschutz.console.approvals.sheets import sheet
from rufschutz.console.deletion import wishes
from rufschutz.console.guard import screen
from rufschutz.console.purposes.words import VERDICTS
from rufschutz.console.screens import Screen
from rufschutz.core.approvals import actions
from rufschutz.core.approvals.errors import NoProposalError, ProposalError
from rufschutz.core.approvals.requests import request as one
from rufschutz.core.approvals.requests import requests
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


MANY_DIGITS = 10


@require_safe
@screen(Screen.APPROVALS)
def approvals(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what waits to be decided, and below it what was."""
    now = Clock().now()
    record_access(viewer.actor, AuditEvent.REQUESTS_VIEWED, SECURITY, "", now)
    values = {
        "waiting": [sheet(card, viewer, now) for card in requests(viewer.actor, now, waiting=True)],
        "decided": [sheet(card, viewer, now) for card in requests(viewer.actor, now, waiting=False)],
        "wishes": [row for row in wishes.rows(viewer, now) if row.open],
        "decides": Action.DECIDE_REQUEST in TABLE[viewer.role],
        "speaks": Action.STATE_OPINION in TABLE[viewer.role],
    }
    return render(request, "approvals/list.html", values)


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.APPROVALS)
def approval(request: HttpRequest, viewer: Viewer, proposal: str) -> HttpResponse:
    """Show one request; asked by POST, do what was clicked."""
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            _decide(request, viewer, proposal, Clock().now())
            return redirect("approval", proposal=proposal)
        except access.AccessDenied:
            raise
        except NoProposalError as error:
            raise Http404 from error
        except words.REFUSED as error:
            refused = words.told(error)
    return _page(request, viewer, proposal, refused)


def _page(request: HttpRequest, viewer: Viewer, name: str, refused: tuple[str, ...]) -> HttpResponse:
    now = Clock().now()
    try:
        card = one(viewer.actor, name, now)
    except NoProposalError as error:
        raise Http404 from error
    may = TABLE[viewer.role]
    values = {
        "request_sheet": sheet(card, viewer, now),
        "refusals": refused,
        "verdicts": [(each.value, str(words_)) for each, words_ in VERDICTS.items()],
        "decides": Action.DECIDE_REQUEST in may,
        "speaks": Action.STATE_OPINION in may,
    }
    return render(request, "approvals/request.html", values, status=422 if refused else 200)


def _decide(request: HttpRequest, viewer: Viewer, name: str, now: Millis) -> None:
    actor, form = viewer.actor, request.POST
    match form.get("act", ""):
        case "approve":
            shown, count = form.get("shown", ""), form.get("count", "")
            seen = int(count) if count.isdecimal() and len(count) < MANY_DIGITS else None
            actions.approve(actor, name, shown, afresh.signed_in(request, now), now, seen)
        case "reject":
            actions.reject(actor, name, now)
        case "take_back":
            actions.take_back(actor, name, now)
        case "opinion" if form.get("verdict", "") in set(Verdict):
            actions.state_opinion(actor, name, Verdict(form["verdict"]), form.get("words", ""), now)
        case _:
            raise ProposalError(_("Bitte wählen Sie aus, was geschehen soll."))
