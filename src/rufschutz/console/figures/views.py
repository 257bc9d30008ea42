"""The screen of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console.figures.sheets import questions, tiles
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.core.audit.actions import record_access
from rufschutz.core.consent import figures as counted
from rufschutz.core.purposes.editions import editions
from rufschutz.core.purposes.queries import purpose_names
from rufschutz.domain.access.table import FIGURES
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.FIGURES)
def figures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the figures of the last seven days."""
    now = Clock().now()
    found = counted.figures(viewer.actor, now)
    record_access(viewer.actor, AuditEvent.FIGURES_VIEWED, FIGURES, "", now)
    names = purpose_names(viewer.actor.tenant, language().value)
    known = editions(viewer.actor.tenant, {each.text for each in found.questions})
    values = {"tiles": tiles(found), "questions": questions(found, names, known, viewer.zone)}
    return render(request, "figures/figures.html", values)
