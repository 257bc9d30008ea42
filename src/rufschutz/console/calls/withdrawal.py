"""Entering a caller's withdrawal: what will be deleted, one button, done.

The page only says what would happen; the form on it does it. Works without JavaScript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.retention.actions import withdraw
from rufschutz.core.retention.queries import withdrawal_offer
from rufschutz.domain.consent.withdrawal import CallStillRunning, WithdrawalError
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.CALLS)
def withdrawal(request: HttpRequest, viewer: Viewer, call: str) -> HttpResponse:
    """Say what a withdrawal would delete; asked by POST, delete it. Done, or done before, show the call."""
    name, now = CallId(call), Clock().now()
    try:
        if request.method == "POST":
            withdraw(viewer.actor, name, vaultdoor.keys(), vaultdoor.place(), now)
            return redirect("call", call=call)
        offer = withdrawal_offer(viewer.actor, name, now)
    except WithdrawalError as error:
        return render(
            request, "calls/withdrawal.html", {"call": call, "refusal": _refusal(error)}, status=409
        )
    if not (offer.given or offer.recordings):
        return redirect("call", call=call)
    values = {"call": call, "offer": offer, "length": dates.spoken_length(offer.length)}
    return render(request, "calls/withdrawal.html", values)


def _refusal(error: WithdrawalError) -> str:
    if isinstance(error, CallStillRunning):
        return _(
            "Der Anruf läuft noch. Der Anrufer kann jetzt selbst die Stern-Taste drücken. "
            "Eintragen können Sie den Widerruf, sobald das Gespräch beendet ist."
        )
    return _("In diesem Anruf gibt es weder eine Einwilligung noch eine Aufnahme.")
