"""Asking for a second person's word to listen to one recording for the quality of service.

Decides nothing: who may ask, and whether the profile demands it, is decided by the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.recordings.actions.sampling import ask_listening
from rufschutz.core.recordings.samples import sample_of
from rufschutz.domain.ids import ArtefactId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.CALLS)
def sampling(request: HttpRequest, viewer: Viewer, artefact: str) -> HttpResponse:
    """Say what listening takes; asked by POST, ask a second person."""
    name, now, refusal = ArtefactId(artefact), Clock().now(), ""
    if request.method == "POST":
        try:
            ask_listening(viewer.actor, name, request.POST.get("reason", ""), now)
            return redirect("sampling", artefact=artefact)
        except ProposalError:
            refusal = _("Das geht so nicht: Es fehlt ein Grund, oder darum ist schon gebeten.")
    seen = sample_of(viewer.actor, name, now)
    values = {"sample": seen, "refusals": (refusal,) if refusal else ()}
    return render(request, "calls/sampling.html", values, status=422 if refusal else 200)
