"""The lines, and how to try each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from rufschutz.console import dates
from rufschutz.console.calls.words import text_name
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.lines.address import sip_address
from rufschutz.console.lines.tryout import try_out
from rufschutz.console.screens import Screen
from rufschutz.core.purposes import queries as plans
from rufschutz.core.purposes.offer import offer_of
from rufschutz.core.tenants import queries
from rufschutz.core.tenants.choices import Opening

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.lines.tryout import TryOut
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.ids import ReasonId
    from rufschutz.handover.plan import PlanMenu


OPENINGS = {
    Opening.ASK_FIRST: lazy("Fragt gleich, ob eine Nachricht aufgenommen werden darf"),
    Opening.ASK_LATER: lazy("Fragt erst, wenn jemand eine Nachricht hinterlassen möchte"),
    Opening.NEVER: lazy("Nimmt nie auf"),
}


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text that the line says in its own words: which, in which language, and the words."""

    name: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown; ``plan`` says since when its announcement is in force, '' if it has none.

    ``reasons``: what each key of the menu means. ``trial``: how to try it, None where it answers nobody.
    ``page`` and ``poster``: where everybody reads about the line, and its notice for paper.
    """

    name: str
    address: str
    user_part: str
    active: bool
    peers: str
    plan: str
    plan_until: str
    opening: str
    reasons: tuple[str, ...]
    own_texts: tuple[OwnText, ...]
    trial: TryOut | None
    page: str = ""
    poster: str = ""


@require_safe
@screen(Screen.LINES)
def lines(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the lines of the tenant."""
    names = plans.reason_names(viewer.actor.tenant, language().value)
    rows = [_row(line, viewer.zone, names) for line in queries.lines(viewer.actor.tenant)]
    return render(request, "lines/list.html", {"rows": rows})


def _row(line: LineCard, zone: str, names: dict[ReasonId, str]) -> LineRow:
    plan, offer = plans.newest_plan(line.id), offer_of(line)
    return LineRow(
        name=line.name,
        address=sip_address(line.user_part),
        user_part=line.user_part,
        active=line.active,
        peers=", ".join(line.allowed_peers),
        plan="" if plan is None else dates.day_and_time(plan.issued_at, zone),
        plan_until="" if plan is None else dates.day_and_time(plan.not_after, zone),
        opening=str(OPENINGS[line.choices.opening]),
        reasons=() if offer.menu is None else _keys(offer.menu, names),
        own_texts=tuple(
            OwnText(text_name(text), language, words)
            for text, languages in line.choices.texts.items()
            for language, words in languages.items()
        ),
        trial=try_out(line, offer),
        page=settings.PUBLIC_ORIGIN + reverse("notice", args=[line.user_part]) if line.active else "",
        poster=settings.PUBLIC_ORIGIN + reverse("poster", args=[line.user_part]) if line.active else "",
    )


def _keys(menu: PlanMenu, names: dict[ReasonId, str]) -> tuple[str, ...]:
    """Return every key of the menu with its meaning, the way to a message last."""
    keys = [f"{row.key}: {names.get(row.reason, row.reason)}" for row in menu.reasons]
    if menu.message is not None:
        keys.append(f"{menu.message}: {_('Nachricht aufsprechen')}")
    return tuple(keys)
