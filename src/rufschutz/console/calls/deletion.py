"""Asking for a whole call to be deleted: because the house wants it, or because its data subject does.

The page says what it would reach and who has to agree; the form on it asks. The first changes nothing
until a second person agrees; the second locks the call at once (Art. 17, 18 GDPR).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.guard import screen
from rufschutz.console.screens import Screen
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.holds.errors import StillRunningError
from rufschutz.core.retention.actions.ordered import order_deletion
from rufschutz.core.retention.actions.requested import enter_erasure
from rufschutz.core.retention.ordered import KeptError, NotOverError
from rufschutz.core.retention.queries import deletion_offer
from rufschutz.domain.hold.erasure import Answer
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.hold.erasure import ErasureAnswer
    from rufschutz.domain.moments import Millis


REFUSED: Final = {
    KeptError: lazy(
        "Der Anruf wird aufbewahrt oder ist eingeschränkt. Warum und bis wann, steht im Gesprächssafe; "
        "solange wird er nicht gelöscht."
    ),
    NotOverError: lazy("Der Anruf läuft noch. Löschen lässt er sich, sobald er beendet ist."),
    StillRunningError: lazy("Der Anruf läuft noch. Löschen lässt er sich, sobald er beendet ist."),
    ProposalError: lazy("Das geht so nicht: Es fehlt ein Grund, oder darum ist schon gebeten."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.CALLS)
def whole_call(request: HttpRequest, viewer: Viewer, call: str) -> HttpResponse:
    """Say what a deletion would reach; asked by POST, ask for it and show the request."""
    name, now, refusal, answer = CallId(call), Clock().now(), "", ""
    count = 0
    try:
        count = deletion_offer(viewer.actor, name, now)
        if request.method == "POST":
            proposal, met = _asked(request, viewer, name, now)
            if proposal:
                return redirect("approval", proposal=proposal)
            answer = _answered(met, viewer.zone)
    except tuple(REFUSED) as error:
        refusal = next(str(words) for kind, words in REFUSED.items() if isinstance(error, kind))
    values = {
        "call": call,
        "count": count,
        "refusal": refusal,
        "answer": answer,
        "reason": request.POST.get("reason", ""),
        "wanted": request.POST.get("because", ""),
    }
    return render(request, "calls/deletion.html", values, status=409 if refusal else 200)


def _asked(
    request: HttpRequest, viewer: Viewer, call: CallId, now: Millis
) -> tuple[str, ErasureAnswer | None]:
    reason = request.POST.get("reason", "")
    match request.POST.get("because", ""):
        case "order":
            return order_deletion(viewer.actor, call, reason, now), None
        case "request":
            done = enter_erasure(viewer.actor, call, reason, vaultdoor.keys(), now)
            return done.proposal, done.answer
        case _:
            raise ProposalError("whose wish it is has to be said")


def _answered(met: ErasureAnswer | None, zone: str) -> str:
    """Return what the data subject has to be told where something stands against the erasure."""
    if met is None or met.until is None:
        return ""
    said = {"until": dates.last_day(met.until, zone)}
    if met.answer is Answer.RESTRICT:
        return (
            _(
                "Eine gesetzliche Pflicht verlangt, dass dieser Anruf bis %(until)s bleibt. Er ist jetzt "
                "eingeschränkt: Niemand nutzt ihn für etwas anderes. Sagen Sie das der Person, die fragte."
            )
            % said
        )
    return (
        _(
            "Dieser Anruf wird bis %(until)s für einen Streit oder einen offenen Antrag gebraucht und "
            "deshalb nicht gelöscht (Art. 17 Abs. 3 DSGVO). Sagen Sie das der Person, die fragte."
        )
        % said
    )
