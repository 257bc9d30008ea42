"""The front door: sends everyone to the first screen of their role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rufschutz.console.guard import screen
from rufschutz.console.screens import screens_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(None)
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Redirect to the role's start page."""
    screens = screens_of(viewer.role)
    return redirect(screens[0].value) if screens else render(request, "403.html", status=403)
