"""The officer's request to stop deletion runs on the page: asked, answered, and why it does not count.

Decides nothing: who may answer, and when it is late, is decided by the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.core.retention import actions
from rufschutz.core.retention.stops import wishes
from rufschutz.domain.retention.stopwish import Answer, NoWishError, OfficerAnswersError

if TYPE_CHECKING:
    from django.http import QueryDict

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.retention.stops import WishCard
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.retention.stopwish import StopWish, WishError

ACTS: Final = frozenset({"ask_stop", "grant_stop", "refuse_stop", "take_stop_back"})
"""What the forms of the page can ask for here."""

ANSWERS: Final = {
    Answer.GRANTED: lazy("Die Läufe wurden angehalten."),
    Answer.REFUSED: lazy("Abgelehnt."),
    Answer.TAKEN_BACK: lazy("Zurückgezogen."),
}


@dataclass(frozen=True, slots=True)
class WishRow:
    """A request as it is read. ``own``: whoever looks made it; ``late``: nobody answered within 24 hours."""

    id: str
    asked: str
    reason: str
    days: str
    answer: str
    words: str
    open: bool
    late: bool
    own: bool


def rows(viewer: Viewer, now: Millis) -> tuple[WishRow, ...]:
    """Return the last requests, newest first."""
    return tuple(_row(card, viewer, now) for card in wishes(viewer.actor, now))


def act(actor: Actor, form: QueryDict, now: Millis) -> None:
    """Do what was clicked; raise `AccessDenied`, `WishError` or `StopError`."""
    name = form.get("request", "")
    match form.get("act", ""):
        case "ask_stop":
            days = form.get("days", "")
            actions.request_stop(
                actor, form.get("reason", ""), int(days) if days in set("1234567") else 0, now
            )
        case "grant_stop":
            actions.grant_stop(actor, name, now)
        case "refuse_stop":
            actions.refuse_stop(actor, name, form.get("words", ""), now)
        case "take_stop_back":
            actions.take_stop_back(actor, name, now)


def told(error: WishError) -> str:
    """Return the sentence for a refusal."""
    if isinstance(error, OfficerAnswersError):
        return _("Wer für den Datenschutz spricht, beantwortet die eigene Bitte nicht.")
    if isinstance(error, NoWishError):
        return _("Diese Bitte ist schon beantwortet.")
    return _(
        "So geht es nicht: Eine Bitte hat einen Grund und ein bis sieben Tage, eine Ablehnung hat einen "
        "Grund, und solange eine Bitte offen ist, gibt es keine zweite."
    )


def _row(card: WishCard, viewer: Viewer, now: Millis) -> WishRow:
    wish, open_ = card.wish, card.wish.answer is None
    asked = {"name": card.officer_name, "when": dates.day_and_time(wish.at, viewer.zone)}
    return WishRow(
        id=card.id,
        asked=_("%(name)s am %(when)s") % asked,
        reason=wish.reason,
        days=ngettext("für %(number)s Tag", "für %(number)s Tage", wish.days) % {"number": wish.days},
        answer=_due(wish, viewer.zone, now) if open_ else _answer(card, viewer.zone),
        words=wish.words,
        open=open_,
        late=wish.late(now),
        own=wish.officer == viewer.actor.person,
    )


def _due(wish: StopWish, zone: str, now: Millis) -> str:
    when = {"when": dates.day_and_time(wish.answer_by, zone)}
    if wish.late(now):
        return _("Die Antwort war bis %(when)s fällig und fehlt.") % when
    return (
        _("Eine Antwort ist bis %(when)s fällig (24 Stunden). Bis dahin laufen die Löschungen weiter.") % when
    )


def _answer(card: WishCard, zone: str) -> str:
    wish = card.wish
    if wish.answer is None or wish.answered_at is None:
        return ""
    when = dates.day_and_time(wish.answered_at, zone)
    said = f"{ANSWERS[wish.answer]} ({card.answered_by_name}, {when})"
    return _("%(said)s Später als nach 24 Stunden.") % {"said": said} if wish.answered_late() else said
