"""The lines, and how to try each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rufschutz.console import dates
from rufschutz.console.guard import screen
from rufschutz.console.lines.address import sip_address
from rufschutz.console.screens import Screen
from rufschutz.core.purposes import queries as plans
from rufschutz.core.tenants import queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.tenants.queries import LineCard


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown; ``plan`` says since when its announcement is in force, '' if it has none."""

    name: str
    address: str
    user_part: str
    active: bool
    peers: str
    plan: str
    plan_until: str


@require_safe
@screen(Screen.LINES)
def lines(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the lines of the tenant."""
    rows = [_row(line, viewer.zone) for line in queries.lines(viewer.actor.tenant)]
    return render(request, "lines/list.html", {"rows": rows})


def _row(line: LineCard, zone: str) -> LineRow:
    plan = plans.newest_plan(line.id)
    return LineRow(
        name=line.name,
        address=sip_address(line.user_part),
        user_part=line.user_part,
        active=line.active,
        peers=", ".join(line.allowed_peers) or "127.0.0.1",
        plan="" if plan is None else dates.day_and_time(plan.issued_at, zone),
        plan_until="" if plan is None else dates.day_and_time(plan.not_after, zone),
    )
