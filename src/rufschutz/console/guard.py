"""The frame of every screen: who looks, whether the role sees it, and the record of a refusal.

Decides nothing itself but that what can be no id leads nowhere. It asks the table of
screens, lets the record ask `rufschutz.domain.access`, and turns a refusal into a page
and an audit event.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import Http404
from django.shortcuts import render

from rufschutz.adapters.clock import Clock
from rufschutz.console.screens import NEEDS, Screen
from rufschutz.console.viewer import NoMembershipError, Viewer, viewer_of
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_denial
from rufschutz.core.glass.queries import openable
from rufschutz.core.holds.queries import viewed_for
from rufschutz.domain.access.table import FIGURES, PROOF, RIGHTS, SECURITY
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis

P = ParamSpec("P")
_PURPOSES = {
    Screen.CONSENTS: PROOF,
    Screen.FIGURES: FIGURES,
    Screen.TEAM: PROOF,
    Screen.OBJECTIONS: RIGHTS,
    Screen.EXCHANGE: PROOF,
}
"""For what a screen is looked at that does not watch over the rules."""

_ID = re.compile("[0-9a-f]{32}")
_NO_ID = "unknown"


def screen(
    name: Screen | None,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Make a view of a screen; None is for what belongs to every role."""

    def dress(
        view: Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            now = Clock().now()
            try:
                viewer = viewer_of(request, now)
            except NoMembershipError:
                return render(request, "403.html", {"nowhere": True}, status=403)
            request.viewer = viewer  # type: ignore[attr-defined]  # what the frame of the page shows
            try:
                if name is not None:
                    access.require(viewer.actor, NEEDS[name], purpose_of(viewer, name), now)
                if not all(map(_is_id, kwargs.values())):
                    raise Http404("no such id")
                return view(request, viewer, *args, **kwargs)
            except access.AccessDenied:
                _record_denial(request, viewer, kwargs, now)
                return render(request, "403.html", {"emergency": _emergency(viewer, kwargs, now)}, status=403)
            except access.NotFound as error:
                _record_denial(request, viewer, kwargs, now)  # another tenant's thing looks just like this
                raise Http404 from error

        return guarded

    return dress


def purpose_of(viewer: Viewer, name: Screen) -> PurposeId:
    """Return what a screen is looked at for: calls for the viewer's work, the rest for what it shows."""
    if name is Screen.HOLDS:
        return viewed_for(viewer.role)
    return viewer.purpose if name is Screen.CALLS else _PURPOSES.get(name, SECURITY)


def _emergency(viewer: Viewer, asked: Mapping[str, object], now: Millis) -> str:
    """Return the call that was refused where emergency access could open it, '' for none."""
    call = str(asked.get("call", ""))
    offers = _is_id(call) and bool(openable(viewer.actor, CallId(call), now))
    return call if offers else ""


def _is_id(value: object) -> bool:
    return _ID.fullmatch(str(value)) is not None


def _record_denial(request: HttpRequest, viewer: Viewer, asked: Mapping[str, object], now: Millis) -> None:
    """Record what was asked for: the address's name and the id in it, ``unknown`` where it can be none."""
    match = request.resolver_match
    subject = next((str(value) if _is_id(value) else _NO_ID for value in asked.values()), "")
    actor = viewer.actor
    record_denial(actor.tenant, actor.person, match.view_name if match else "", subject, now)
