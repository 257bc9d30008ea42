from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

START = {
    Role.OWNER: "/anrufe/",
    Role.AGENT: "/anrufe/",
    Role.SUPERVISOR: "/anrufe/",
    Role.DATA_PROTECTION_OFFICER: "/lage/",
    Role.AUDITOR: "/lage/",
    Role.OPERATOR: "/lage/",
    Role.DEPUTY: "/zwecke/",
}


@pytest.mark.parametrize("role", list(Role))
def test_everyone_starts_where_their_work_is(signed_in: Callable[[Role], Client], role: Role) -> None:
    browser = signed_in(role)
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, START[role])
    assert browser.get(START[role]).status_code == 200


def test_an_account_without_a_role_sees_nothing(signed_in: Callable[[None], Client]) -> None:
    browser = signed_in(None)
    for page in ("/", "/anrufe/", "/lage/", "/protokoll/", "/leitungen/"):
        assert browser.get(page).status_code == 403
