"""The screen of purposes, and a proposal: made here, decided here by another person.

A proposal is shown whole before anybody can approve it, and the approval is bound to the hash
of what was shown. Password and code are asked for on the page of the approval itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh, vaultdoor
from rufschutz.console.deletion.sheets import reached
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.purposes import refusals, words
from rufschutz.console.purposes.sheets import Tongue, proposal_sheet, sheet, version_row
from rufschutz.console.purposes.wishes import Asked, asked, draft
from rufschutz.console.screens import Screen
from rufschutz.core.purposes import actions
from rufschutz.core.purposes.catalogue import catalogue
from rufschutz.core.purposes.errors import NoProposalError
from rufschutz.core.purposes.proposals import proposal as one
from rufschutz.core.purposes.proposals import proposals, versions, voided
from rufschutz.core.purposes.queries import purpose_names
from rufschutz.core.retention.rehearsal import of_proposal
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.purposes.purpose import ProfileState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.purposes.proposals import ProposalCard
    from rufschutz.domain.moments import Millis


@require_safe
@screen(Screen.PURPOSES)
def purposes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show every purpose, what waits to be decided, and the versions so far."""
    return _page(request, viewer, {})


@require_POST
@screen(Screen.PURPOSES)
def propose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Propose what a form of the page wants; show the proposal, or why it cannot be made."""
    try:
        wanted = draft(request.POST.dict())
        name = actions.propose(viewer.actor, wanted, vaultdoor.clips(), Clock().now())
    except refusals.REFUSED as error:
        told = refusals.told(error, _tongue(viewer).purposes)
        return _page(request, viewer, {"refusals": told, "asked": asked(request.POST)}, status=422)
    return redirect("proposal", proposal=name)


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.PURPOSES)
def proposal(request: HttpRequest, viewer: Viewer, proposal: str) -> HttpResponse:
    """Show one proposal; asked by POST, do what was clicked."""
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            _decide(request, viewer, proposal, Clock().now())
            return redirect("proposal", proposal=proposal)
        except NoProposalError as error:
            raise Http404 from error
        except refusals.REFUSED as error:
            refused = refusals.told(error, _tongue(viewer).purposes)
    try:
        card = one(viewer.actor, proposal, Clock().now())
    except NoProposalError as error:
        raise Http404 from error
    may = TABLE[viewer.role]
    values = {
        "proposal": proposal_sheet(card, _tongue(viewer)),
        "reached": _reached(viewer, proposal, Clock().now()) if card.state is State.WAITING else (),
        "void": [
            proposal_sheet(other, _tongue(viewer)) for other in voided(viewer.actor, card, Clock().now())
        ],
        "refusals": refused,
        "verdicts": [(each.value, str(name)) for each, name in words.VERDICTS.items()],
        "own": card.requester == viewer.actor.person,
        "may_approve": Action.APPROVE_POLICY in may,
        "may_speak": Action.STATE_OPINION in may,
    }
    return render(request, "purposes/proposal.html", values, status=422 if refused else 200)


def _reached(viewer: Viewer, name: str, now: Millis) -> tuple[str, ...]:
    """Return what is stored and would be deleted earlier: counted by what deletes it then."""
    return reached(of_proposal(viewer.actor, name, now), viewer.zone, language())


def _decide(request: HttpRequest, viewer: Viewer, name: str, now: Millis) -> None:
    actor, form = viewer.actor, request.POST
    match form.get("act", ""):
        case "approve":
            signed_in = afresh.signed_in(request, now)
            actions.approve(actor, name, form.get("shown", ""), signed_in, now)
        case "reject":
            actions.reject(actor, name, now)
        case "take_back":
            actions.take_back(actor, name, now)
        case "opinion" if form.get("verdict", "") in set(Verdict):
            actions.state_opinion(actor, name, Verdict(form["verdict"]), form.get("words", ""), now)


def _page(request: HttpRequest, viewer: Viewer, more: dict[str, object], status: int = 200) -> HttpResponse:
    now, tongue = Clock().now(), _tongue(viewer)
    seen = catalogue(viewer.actor, tongue.language, now)
    waiting: tuple[ProposalCard, ...] = proposals(viewer.actor, now, waiting=True)
    sheets = [sheet(row, tongue) for row in seen.purposes if row.state is not ProfileState.NEVER]
    typed = more.get("asked")
    values = {
        "sheets": sheets,
        "told_above": not (isinstance(typed, Asked) and typed.sheet in {row.id for row in sheets}),
        "ruled_out": [sheet(row, tongue) for row in seen.purposes if row.state is ProfileState.NEVER],
        "number": seen.number,
        "waiting": [proposal_sheet(card, tongue) for card in waiting],
        "versions": [version_row(card, tongue) for card in versions(viewer.actor, now)],
        "may_propose": Action.PROPOSE_POLICY in TABLE[viewer.role],
        **more,
    }
    return render(request, "purposes/purposes.html", values, status=status)


def _tongue(viewer: Viewer) -> Tongue:
    spoken = language()
    names = purpose_names(viewer.actor.tenant, spoken.value)
    return Tongue(viewer.zone, spoken, {str(name): words for name, words in names.items()})
