"""The screen of the team: everybody answers for their own voice; who publishes enters the works agreement.

A yes and a no are one click each, and a withdrawal is too. It shows nobody what somebody else said.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.console.team import sheets, words
from rufschutz.core.consent import actions, answers
from rufschutz.core.consent.actions import Agreement, AnswerRefusedError
from rufschutz.core.consent.actions.answers import DOCUMENT_LENGTH
from rufschutz.core.purposes.queries import purpose_names, rules
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import day_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis

_SAID: Final = {
    "yes": ConsentState.GIVEN,
    "no": ConsentState.REFUSED,
    "back": ConsentState.WITHDRAWN,
}
_REFUSED: Final = lazy(
    "Eine unterschriebene Vereinbarung hat einen Tag, der nicht in der Zukunft liegt, und endet nicht vor "
    "ihm. Nur sie hat ein Dokument und ein Ende."
)


class UnreadableError(RufschutzError):
    """A form that this page does not have."""

    advice = "Use the form as it is shown."


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.TEAM)
def team(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show one's own answers and the works agreement; asked by POST, do what was clicked."""
    now, refused = Clock().now(), ""
    if request.method == "POST":
        try:
            _do(request, viewer, now)
            return redirect("team")
        except UnreadableError:
            refused = _("Bitte wählen Sie eine der Antworten auf dieser Seite.")
        except AnswerRefusedError:
            refused = str(_REFUSED)
    return render(request, "team/team.html", _values(viewer, refused, now), status=422 if refused else 200)


def _values(viewer: Viewer, refused: str, now: Millis) -> dict[str, object]:
    actor = viewer.actor
    today = day_of(now, rules(actor.tenant).zone)
    found = answers.agreement(actor.tenant)
    own, names = answers.states_of(actor.tenant, actor.person), purpose_names(actor.tenant, language().value)
    state = None if found is None else found.on(today)
    return {
        "answers": [
            sheets.answer(purpose, names.get(purpose, purpose), own.get(purpose), state)
            for purpose in answers.asked_of_the_team(actor.tenant)
        ],
        "agreement": sheets.agreement(found, today, viewer.zone),
        "states": [(each.value, str(name)) for each, name in words.COUNCIL.items()],
        "may_agree": Action.PROPOSE_POLICY in TABLE[viewer.role],
        "document_length": DOCUMENT_LENGTH,
        "today": today.isoformat(),
        "refusals": (refused,) if refused else (),
    }


def _do(request: HttpRequest, viewer: Viewer, now: Millis) -> None:
    form, actor, kept = request.POST, viewer.actor, rules(viewer.actor.tenant)
    match form.get("act", ""):
        case "yes" | "no" | "back" as said:
            purpose = PurposeId(form.get("purpose", ""))
            if purpose not in answers.asked_of_the_team(actor.tenant):
                raise UnreadableError("there is no such purpose")
            actions.answer_for_oneself(actor, actor.person, purpose, _SAID[said], kept, now)
        case "council" if form.get("state", "") in set(CouncilState):
            agreed = Agreement(
                CouncilState(form["state"]),
                _day(form.get("agreed_on", "")),
                _day(form.get("ends_on", "")),
                form.get("document", "").strip(),
            )
            actions.set_council(actor, agreed, kept, now)
        case _:
            raise UnreadableError("there is no such button")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise AnswerRefusedError("this is no day") from error
