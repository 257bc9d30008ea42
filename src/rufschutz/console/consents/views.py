"""The screen of consents: a number in, its consents and wishes out, one click to end them.

The number travels in the body of a request alone: never in an address, a log or a session.
Each click answers with the page as it is then; clicked twice, it happens once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.consents import words
from rufschutz.console.consents.sheets import Tongue, sheet
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.core.consent import ledger, preferences
from rufschutz.core.consent.actions import preferences as wishes
from rufschutz.core.consent.actions import standing
from rufschutz.core.consent.wordings import wordings
from rufschutz.core.purposes.queries import purpose_names, rules
from rufschutz.domain.access.request import Action, Obligation
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.numbers import e164

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.CONSENTS)
def consents(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for a number; asked with one, show its consents, after having done what was clicked."""
    values: dict[str, object] = {"reasons": _reasons(viewer), "chosen": request.POST.get("because", "")}
    if request.method != "POST":
        return render(request, "consents/consents.html", values)
    typed, because = request.POST.get("number", ""), _because(request)
    number = e164(typed)
    values["typed"] = typed
    if number is None:
        values["wrong"] = _("Das ist keine vollständige Telefonnummer, zum Beispiel 030 23125000.")
    elif because is None and values["reasons"]:
        values["unreasoned"] = _("Bitte wählen Sie, wofür Sie suchen.")
    else:
        now = Clock().now()
        values |= {"done": _act(request, viewer, number, now), "number": number}
        values["sheet"] = _sheet(viewer, number, because, now)
    status = 200 if "sheet" in values else 422
    return render(request, "consents/consents.html", values, status=status)


def _sheet(viewer: Viewer, number: str, because: Because | None, now: Millis) -> object:
    actor, keys = viewer.actor, vaultdoor.keys()
    found = ledger.search(actor, keys, number, now, because)
    mine = Action.ENTER_OBJECTION in TABLE[viewer.role]
    entered = preferences.wishes_of(actor, keys, number, now) if mine else None
    spoken = language()
    names = purpose_names(actor.tenant, spoken.value)
    asked = wordings(actor.tenant, [row.id for row in found.lines])
    return sheet(found, entered, Tongue(viewer.zone, spoken, names, asked))


def _act(request: HttpRequest, viewer: Viewer, number: str, now: Millis) -> str:
    """Do what was clicked beside the search, if anything, and say what is so now."""
    actor, keys = viewer.actor, vaultdoor.keys()
    if name := request.POST.get("end", ""):
        standing.end_by_staff(actor, PurposeId(name), number, keys, rules(actor.tenant), now)
        return _("Der Widerruf ist eingetragen und gilt ab sofort.")
    if (wish := _wish(request, "wish")) is not None:
        wishes.set_by_staff(actor, wish, number, keys, rules(actor.tenant), now)
        return _("Der Wunsch ist eingetragen und gilt ab dem nächsten Anruf.")
    if (wish := _wish(request, "unwish")) is not None:
        wishes.end_by_staff(actor, wish, number, keys, now)
        return _("Der Wunsch ist beendet.")
    return ""


def _wish(request: HttpRequest, field: str) -> Preference | None:
    name = request.POST.get(field, "")
    return Preference(name) if name in set(Preference) else None


def _because(request: HttpRequest) -> Because | None:
    name = request.POST.get("because", "")
    return Because(name) if name in set(Because) else None


def _reasons(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what may be chosen, where the role has to say for what it looks."""
    permission = TABLE[viewer.role][Action.VIEW_CONSENTS]
    owed = Obligation.REASON in permission.owes
    return [(each.value, str(name)) for each, name in words.BECAUSE.items()] if owed else []
