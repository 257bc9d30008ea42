"""A key is made with password and code, shown once, and ended for good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from console_keys import PASSWORD, anew

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.apikeys.models import ApiKey
from rufschutz.core.apikeys.queries import KeyEndedError, bearer
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

PAGE = "/schnittstelle/"
WISH = {
    "act": "make",
    "name": "Praxissoftware",
    "action": ["list_calls"],
    "purpose": ["handle_matter"],
    "days": "30",
}


def token_in(page: str) -> str:
    found = re.search(r"rufschutz_[0-9a-f]{32}_[A-Za-z0-9_-]{43}", page)
    assert found is not None
    return found[0]


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_manages_keys(signed_in: Callable[[Role], Client], role: Role) -> None:
    browser = signed_in(role)
    expected = 200 if Action.MANAGE_API_KEYS in TABLE[Acting(role.value)] else 403
    assert browser.get(PAGE).status_code == expected
    if expected == 403:
        assert browser.post(PAGE, {**WISH, **anew()}).status_code == 403


def test_a_new_key_is_shown_once_and_opens_what_was_chosen(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.OWNER)
    answer = browser.post(PAGE, {**WISH, **anew()})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = token_in(answer.content.decode())
    actor = bearer(token, Clock().now()).actor
    assert actor.scope is not None
    assert actor.scope.actions == {Action.LIST_CALLS}
    page = browser.get(PAGE).content.decode()
    assert "rufschutz_" not in page.partition("<main")[2]
    for told in ("Praxissoftware", "Gültig", "Liste der Anrufe ansehen", "noch nie", "Leitung der Praxis"):
        assert told in page
    with tenant_scope(door.tenant):
        assert OutboxEntry.objects.filter(event="policy:api_key:changed").count() == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"password": "wrong"}, "Passwort oder Code stimmt nicht."),
        ({"code": "000000"}, "Passwort oder Code stimmt nicht."),
        ({"purpose": ["statistics"]}, "geht nur für:"),
        ({"days": "9999"}, "Ein Schlüssel gilt 1 bis 365 Tage."),
    ],
)
def test_what_is_refused_makes_none_and_keeps_what_was_typed(
    signed_in: Callable[[Role], Client], door, changed: dict[str, object], why: str
) -> None:
    answer = signed_in(Role.OWNER).post(PAGE, {**WISH, **anew(), **changed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert 'value="Praxissoftware"' in page
    assert PASSWORD not in page
    with tenant_scope(door.tenant):
        assert not ApiKey.objects.exists()


def test_an_ended_key_opens_nothing_and_ending_needs_the_code_too(
    signed_in: Callable[[Role], Client], door
) -> None:
    browser = signed_in(Role.OWNER)
    token = token_in(browser.post(PAGE, {**WISH, **anew()}).content.decode())
    with tenant_scope(door.tenant):
        key = ApiKey.objects.get().id
    assert browser.post(PAGE, {"act": "end", "key": key, "password": "wrong", "code": "1"}).status_code == 422
    assert bearer(token, Clock().now())
    ended = browser.post(PAGE, {"act": "end", "key": key, **anew()}).content.decode()
    assert "ist beendet und öffnet nichts mehr." in ended
    assert "Beendet" in ended
    with pytest.raises(KeyEndedError):
        bearer(token, Clock().now())


def test_a_key_of_nobody_is_not_found(signed_in: Callable[[Role], Client]) -> None:
    answer = signed_in(Role.OWNER).post(PAGE, {"act": "end", "key": "0" * 32, **anew()})
    assert answer.status_code == 404
