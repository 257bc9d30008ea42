"""Saying that a child called: what ends by it, what stays, one button, done.

The page says what would happen; the form on it does it. Nobody's age is asked or examined.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.calls.withdrawal import effect, refusal
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.retention.actions import mark_minor
from rufschutz.core.retention.queries import withdrawal_offer
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import About
from rufschutz.domain.consent.minors import AGE
from rufschutz.domain.consent.withdrawal import NothingToWithdraw, WithdrawalError
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.calls.queries import CallView
    from rufschutz.domain.moments import Millis


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.CALLS)
def minor(request: HttpRequest, viewer: Viewer, call: str) -> HttpResponse:
    """Say what ends if a child called; asked by POST, end it and show the call."""
    name, now = CallId(call), Clock().now()
    try:
        if request.method == "POST":
            mark_minor(viewer.actor, name, vaultdoor.keys(), vaultdoor.place(), now)
            return redirect("call", call=call)
        values = {"call": call, "age": AGE, "effect": _effect(viewer, name, now)}
    except WithdrawalError as error:
        return render(request, "calls/minor.html", {"call": call, "refusal": refusal(error)}, status=409)
    return render(request, "calls/minor.html", values)


def may_mark(viewer: Viewer, seen: CallView, *, withdrawable: bool) -> bool:
    """Say whether the button is offered: the right to it, the call over, and something to end or mark."""
    unmarked = any(matter.about is not About.MINOR for matter in seen.matters)
    over = seen.row.duration is not None
    return Action.WITHDRAW_CONSENT in TABLE[viewer.role] and over and (unmarked or withdrawable)


def _effect(viewer: Viewer, call: CallId, now: Millis) -> str:
    """Return what would be deleted, '' for nothing."""
    with suppress(NothingToWithdraw):
        offer = withdrawal_offer(viewer.actor, call, now)
        return effect(offer) if offer.given or offer.recordings else ""
    return ""
