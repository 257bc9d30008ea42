"""The screen of keys for other programs: what there is, one made, one ended.

A key's secret is in the one answer that makes it and nowhere else: that answer is kept by no
cache, and asking for it again makes no second one without a new code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh
from rufschutz.console.guard import screen
from rufschutz.console.keys import wanted
from rufschutz.console.keys.sheets import sheet
from rufschutz.console.screens import Screen
from rufschutz.core.apikeys import actions, queries
from rufschutz.core.audit.access import NotFound
from rufschutz.domain.access.keys import LONGEST_DAYS, NAME_LENGTH, KeyRefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.keys.wanted import Wanted
    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


@sensitive_post_parameters("password", "code")
@sensitive_variables("told")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.KEYS)
def keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the keys; asked by POST, make one or end one, and show them as they are then."""
    now, told = Clock().now(), dict[str, object]()
    asked = wanted.NOTHING
    match request.POST.get("act", "") if request.method == "POST" else "":
        case "make":
            asked = wanted.wanted(request.POST)
            told = _make(request, viewer, asked, now)
        case "end":
            told = _end(request, viewer, now)
    if "token" in told:
        asked = wanted.NOTHING
    values = {
        "keys": [sheet(key, viewer.zone) for key in queries.keys(viewer.actor, now)],
        "asked": asked,
        "groups": wanted.grouped(asked),
        "purposes": wanted.purposes(asked),
        "longest": LONGEST_DAYS,
        "name_length": NAME_LENGTH,
        **told,
    }
    return render(request, "keys/keys.html", values, status=422 if "refusals" in told else 200)


def _make(request: HttpRequest, viewer: Viewer, asked: Wanted, now: Millis) -> dict[str, object]:
    if found := wanted.faults(asked):
        return {"refusals": found, "asking": True}
    try:
        afresh.signed_in(request, now)
        made = actions.create(viewer.actor, asked.name, asked.actions, asked.purposes, asked.lives, now)
    except afresh.NOT_AFRESH as error:
        return {"refusals": (afresh.told(error),), "asking": True}
    except KeyRefusedError as error:
        return {"refusals": error.faults, "asking": True}
    return {"token": made.token, "made": made.key.name}


def _end(request: HttpRequest, viewer: Viewer, now: Millis) -> dict[str, object]:
    try:
        afresh.signed_in(request, now)
        ended = actions.revoke(viewer.actor, request.POST.get("key", ""), now)
    except afresh.NOT_AFRESH as error:
        return {"refusals": (afresh.told(error),)}
    except NotFound as error:
        raise Http404("no such key") from error
    return {"done": _("Der Schlüssel „%(name)s“ ist beendet und öffnet nichts mehr.") % {"name": ended.name}}
