"""Entering a caller's withdrawal: which purposes, what will be deleted, one button, done.

Where the caller agreed to more than one purpose, each is chosen by itself. The page only says what
would happen; the form on it does it. Works without JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.core.purposes.queries import purpose_names
from rufschutz.core.retention.actions import withdraw
from rufschutz.core.retention.queries import withdrawal_offer
from rufschutz.domain.consent.withdrawal import CallStillRunning, WithdrawalError
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.retention.queries import WithdrawalOffer
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis

FIELD = "zweck"


@dataclass(frozen=True, slots=True)
class Choice:
    """A purpose that can be withdrawn by itself, and what would go with it alone."""

    purpose: PurposeId
    name: str
    effect: str


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.CALLS)
def withdrawal(request: HttpRequest, viewer: Viewer, call: str) -> HttpResponse:
    """Say what a withdrawal would delete; asked by POST, delete it. Done, or done before, show the call."""
    name, now = CallId(call), Clock().now()
    try:
        whole = withdrawal_offer(viewer.actor, name, now)
        if not (whole.given or whole.recordings):
            return redirect("call", call=call)
        chosen = _chosen(request, whole)
        if not chosen and len(whole.purposes) > 1:
            return _choose(request, viewer, name, whole, now)
        everything = len(chosen) == len(whole.purposes)
        purposes = None if everything else chosen
        if request.method == "POST":
            withdraw(viewer.actor, name, vaultdoor.keys(), vaultdoor.place(), now, purposes=purposes)
            return redirect("call", call=call)
        offer = whole if everything else withdrawal_offer(viewer.actor, name, now, purposes)
    except WithdrawalError as error:
        return render(request, "calls/withdrawal.html", {"call": call, "refusal": refusal(error)}, status=409)
    names = purpose_names(viewer.actor.tenant, language().value)
    values = {
        "call": call,
        "offer": offer,
        "length": dates.spoken_length(offer.length),
        "everything": everything,
        "locked": "" if offer.locked_until is None else dates.last_day(offer.locked_until, viewer.zone),
        "chosen": [(each, names.get(each, each)) for each in chosen],
    }
    return render(request, "calls/withdrawal.html", values)


def _chosen(request: HttpRequest, whole: WithdrawalOffer) -> tuple[PurposeId, ...]:
    """Return what was chosen of what can be; all, where there is nothing to choose."""
    if len(whole.purposes) < 2:
        return whole.purposes
    form = request.POST if request.method == "POST" else request.GET
    return tuple(each for each in whole.purposes if each in form.getlist(FIELD))


def _choose(
    request: HttpRequest, viewer: Viewer, call: CallId, whole: WithdrawalOffer, now: Millis
) -> HttpResponse:
    names = purpose_names(viewer.actor.tenant, language().value)
    choices = [
        Choice(each, names.get(each, each), effect(withdrawal_offer(viewer.actor, call, now, [each])))
        for each in whole.purposes
    ]
    asked = request.method == "POST" or "weiter" in request.GET
    values = {"call": call, "choices": choices, "field": FIELD, "unchosen": asked}
    return render(request, "calls/withdrawal_choice.html", values, status=422 if asked else 200)


def effect(offer: WithdrawalOffer) -> str:
    """Return what a withdrawal would do to the recordings of a call, in a sentence."""
    if offer.locked_until is not None:
        return _("Die Einwilligung gilt ab sofort nicht mehr. Gelöscht wird, wenn der Schutz im Safe endet.")
    if offer.recordings:
        words = ngettext(
            "Eine Aufnahme (%(length)s) wird gelöscht.",
            "%(number)s Aufnahmen (zusammen %(length)s) werden gelöscht.",
            offer.recordings,
        )
        return words % {"number": offer.recordings, "length": dates.spoken_length(offer.length)}
    if offer.staying:
        return _("Die Aufnahme bleibt, solange ein anderer Zweck sie erlaubt, und dient diesem nicht mehr.")
    return _("Gelöscht wird keine Aufnahme. Die Einwilligung gilt ab sofort nicht mehr.")


def refusal(error: WithdrawalError) -> str:
    """Return why nothing can be entered for a call now."""
    if isinstance(error, CallStillRunning):
        return _(
            "Der Anruf läuft noch. Der Anrufer kann jetzt selbst die Stern-Taste drücken. "
            "Eintragen können Sie den Widerruf, sobald das Gespräch beendet ist."
        )
    return _("In diesem Anruf gibt es weder eine Einwilligung noch eine Aufnahme.")
