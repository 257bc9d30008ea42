from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_roles(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.VIEW_ROLES in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get("/rollen/").status_code == expected


def test_the_page_names_who_has_a_role_and_says_so_in_the_log(
    signed_in: Callable[[Role], Client], door
) -> None:
    page = signed_in(Role.OWNER).get("/rollen/").content.decode()
    assert "Eine Nachricht anhören" in page
    assert "Niemand hat diese Rolle." in page
    with tenant_scope(door.tenant):
        assert OutboxEntry.objects.filter(event="console:roles:viewed").count() == 1


def test_the_page_reads_in_english(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get("/rollen/", headers={"accept-language": "en"}).content.decode()
    assert "Listen to a message" in page
    assert "Anhören" not in page
