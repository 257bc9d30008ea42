from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.viewer import NoMembershipError, viewer_of
from rufschutz.core.accounts import actions
from rufschutz.core.accounts.models import Role, User
from rufschutz.domain.access.table import MATTER, SECURITY
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage


def request(user: User, *, factor: bool) -> SimpleNamespace:
    session = {"rufschutz_second_factor": user.pk} if factor else {}
    return SimpleNamespace(user=user, session=session)


def test_a_viewer_is_a_person_in_one_role_for_one_tenant(
    account: Callable[..., User], stage: Stage, door
) -> None:
    seen = viewer_of(request(account(Role.OWNER), factor=True), stage.now)
    assert (seen.name, seen.role_label, seen.tenant_name) == (
        "Leitung der Praxis",
        "Leitung",
        "Praxis Beispiel",
    )
    assert seen.actor.tenant == door.tenant
    assert seen.actor.second_factor
    assert len(seen.actor.lines) == 1


def test_without_a_second_factor_the_rules_are_told_so(account: Callable[..., User], stage: Stage) -> None:
    assert not viewer_of(request(account(Role.OWNER), factor=False), stage.now).actor.second_factor


def test_who_works_looks_to_work_and_who_watches_to_watch(account: Callable[..., User], stage: Stage) -> None:
    assert viewer_of(request(account(Role.AGENT), factor=True), stage.now).purpose == MATTER
    assert viewer_of(request(account(Role.AUDITOR), factor=True), stage.now).purpose == SECURITY


def test_a_role_that_ended_is_none(account: Callable[..., User], stage: Stage, door) -> None:
    user = account(Role.OWNER)
    actions.end_role(door.tenant, user, Role.OWNER, "test", stage.now)
    with pytest.raises(NoMembershipError):
        viewer_of(request(user, factor=True), Millis(stage.now + 1))
