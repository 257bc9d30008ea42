from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from console_stage import Told

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_figures(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.VIEW_FIGURES in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get("/quoten/").status_code == expected


@pytest.mark.rule("R25")
def test_answers_are_counted_and_nobody_is_named(
    signed_in: Callable[[Role], Client], stage: Stage, door
) -> None:
    at = Millis(Clock().now() - DAY)
    no = Told(at=at, outcome="refused", consent=ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    for _ in range(12):
        stage.take(no)
    page = signed_in(Role.SUPERVISOR).get("/quoten/").content.decode()
    assert "100 %" in page
    assert "<rect" in page
    assert "console:figures:viewed" in [
        *map(str, _events(door)),
    ]


def _events(door) -> list[str]:
    with tenant_scope(door.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))
