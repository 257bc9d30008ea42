"""The screen by which consents come in from elsewhere, and by which the ledger leaves.

A file is checked first and taken over afterwards, whole or not at all; what is taken over is the very
file that was checked. Nothing of it is kept in between: the browser holds it, and sends it again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh, dates, vaultdoor
from rufschutz.console.consents.words import BECAUSE
from rufschutz.console.exchange import faults
from rufschutz.console.exchange.columns import columns
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.core.approvals.errors import NoLeaveError, ProposalError
from rufschutz.core.approvals.leave import demands, leave_of
from rufschutz.core.approvals.queries import waiting
from rufschutz.core.audit import access
from rufschutz.core.audit.queries import checkpoint
from rufschutz.core.consent.actions import take_over
from rufschutz.core.consent.actions.leaving import ask_export
from rufschutz.core.consent.export import Form, export
from rufschutz.core.pieces import PiecewiseResponse, gathered
from rufschutz.core.purposes.queries import live_policy, rules
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import PROOF, TABLE
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.consent.because import Because
from rufschutz.domain.consent.imports import ImportRefused
from rufschutz.domain.moments import day_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis

_FORMS: Final = {
    "jsonld": (Form.JSONLD, ",", "application/ld+json"),
    "csv": (Form.CSV, ",", "text/csv; charset=utf-8"),
    "csv_semicolon": (Form.CSV, ";", "text/csv; charset=utf-8"),
}


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.EXCHANGE)
def exchange(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the page; asked by POST, check a file or take it over."""
    now, told = Clock().now(), dict[str, object]()
    if request.method == "POST":
        access.require(viewer.actor, Action.IMPORT_CONSENTS, PROOF, now)
        told = _import(request, viewer, now)
    return _page(request, viewer, told)


@sensitive_post_parameters("password", "code")
@require_POST
@screen(Screen.EXCHANGE)
def leave(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Hand out the ledger; what is refused is refused before its first byte."""
    now, because = Clock().now(), _because(request)
    chosen = _FORMS.get(request.POST.get("form", ""))
    if because is None or chosen is None:
        refused = _("Bitte wählen Sie, wofür und in welcher Form.")
        return _page(request, viewer, {"refusals": (refused,)})
    try:
        if afresh.owed(viewer, Action.EXPORT_LEDGER):
            afresh.signed_in(request, now)
    except afresh.NOT_AFRESH as error:
        return _page(request, viewer, {"refusals": (afresh.told(error),)})
    form, delimiter, kind = chosen
    try:
        pieces = export(viewer.actor, form, now, because, delimiter)
    except NoLeaveError:
        refused = _("Das Verzeichnis geht hier nur hinaus, wenn eine zweite Person zugestimmt hat.")
        return _page(request, viewer, {"refusals": (refused,)})
    response = PiecewiseResponse(gathered(pieces), content_type=kind)
    day = day_of(now, rules(viewer.actor.tenant).zone).isoformat()
    response["Content-Disposition"] = f'attachment; filename="einwilligungen-{day}.{form.value}"'
    return response


@require_POST
@screen(Screen.EXCHANGE)
def ask_to_leave(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask a second person to let the ledger leave."""
    try:
        ask_export(viewer.actor, request.POST.get("reason", ""), Clock().now())
    except ProposalError:
        refused = _("Das geht so nicht: Es fehlt ein Grund, oder darum ist schon gebeten.")
        return _page(request, viewer, {"refusals": (refused,)})
    return redirect("exchange")


def _second(viewer: Viewer, now: Millis) -> dict[str, object]:
    """Return whether a second person has to agree, and what came of it when somebody was asked."""
    tenant = viewer.actor.tenant
    if not demands(tenant, Subject.EXPORT_LEDGER):
        return {}
    found = leave_of(tenant, viewer.actor.person, Subject.EXPORT_LEDGER, tenant, now)
    asked = waiting(tenant, now, {Subject.EXPORT_LEDGER}).count
    until = "" if found is None else dates.day_and_time(found.until, viewer.zone)
    return {"second": {"until": until, "asked": asked}}


def _page(request: HttpRequest, viewer: Viewer, told: dict[str, object]) -> HttpResponse:
    head = checkpoint(viewer.actor.tenant)
    values = {
        "may_import": Action.IMPORT_CONSENTS in TABLE[viewer.role],
        "import_afresh": afresh.owed(viewer, Action.IMPORT_CONSENTS),
        "export_afresh": afresh.owed(viewer, Action.EXPORT_LEDGER),
        "reasons": [(each.value, str(name)) for each, name in BECAUSE.items()],
        "columns": columns(live_policy(viewer.actor.tenant).policy, language().value),
        "checkpoint": head,
        "checkpoint_at": "" if head is None else dates.day_and_time(head.at, viewer.zone),
        **_second(viewer, Clock().now()),
        **told,
    }
    refused = "refusals" in told or "faults" in told
    return render(request, "exchange/exchange.html", values, status=422 if refused else 200)


def _import(request: HttpRequest, viewer: Viewer, now: Millis) -> dict[str, object]:
    """Check the file or take it over, and return what to say of it."""
    because, sent = _because(request), request.FILES.get("file")
    if because is None or sent is None:
        return {"refusals": (_("Bitte wählen Sie eine CSV-Datei bis 2 MB und wofür Sie sie übernehmen."),)}
    data, taking = sent.read(), request.POST.get("act", "") == "take"
    seen = hashlib.sha256(data).hexdigest()
    checked: dict[str, object] = {"sha256": seen, "because": because.value}
    if taking and (refused := _not_yet(request, seen, now)):
        return {"refusals": (refused,), "checked": {**checked, "sha256": request.POST.get("sha256", "")}}
    actor = viewer.actor
    try:
        done = take_over(
            actor,
            data,
            vaultdoor.keys(),
            rules(actor.tenant),
            now,
            because,
            dry_run=not taking,
            declared=taking,
        )
    except ImportRefused as refusal:
        return {"faults": faults.rows(refusal.faults), "fault_count": len(refusal.faults)}
    return {"taken": done} if taking else {"checked": {**checked, "count": done.count}}


def _not_yet(request: HttpRequest, seen: str, now: Millis) -> str:
    """Return why a file cannot be taken over yet; '' where nothing stands against it."""
    form = request.POST
    if form.get("sha256", "") != seen:
        return _("Das ist nicht die Datei, die geprüft wurde. Bitte wählen Sie dieselbe oder prüfen Sie neu.")
    if form.get("declared", "") != "yes":
        return _("Bitte erklären Sie, dass die Nachweise vorliegen. Ohne das wird nichts übernommen.")
    try:
        afresh.signed_in(request, now)
    except afresh.NOT_AFRESH as error:
        return afresh.told(error)
    return ""


def _because(request: HttpRequest) -> Because | None:
    name = request.POST.get("because", "")
    return Because(name) if name in set(Because) else None
