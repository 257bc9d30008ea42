from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.accounts.models import Role
from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.models import Line, LineText

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_lines(signed_in: Callable[[Role], Client], role: Role) -> None:
    assert signed_in(role).get("/leitungen/").status_code == (403 if role is Role.AGENT else 200)


def test_a_line_says_how_it_is_called_and_tried(
    signed_in: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "rufschutz.console.lines.tryout.sip_address", lambda part: f"sip:{part}@127.0.0.1:5070"
    )
    page = signed_in(Role.OWNER).get("/leitungen/").content.decode()
    assert "Anmeldung" in page
    assert "rufschutz call sip:praxis@127.0.0.1:5070 --keys 1 --play nachricht.wav" in page
    assert "Diese Nummern" not in page
    assert "in Betrieb" in page
    assert 'href="/datenschutz/praxis"' in page
    assert 'href="/datenschutz/praxis/aushang"' in page
    assert "noch nicht veröffentlicht" in page


def test_a_line_that_is_off_is_not_offered_for_a_try(signed_in: Callable[[Role], Client], door) -> None:
    with tenant_scope(door.tenant):
        Line.objects.update(active=False)
    page = signed_in(Role.OPERATOR).get("/leitungen/").content.decode()
    assert "abgeschaltet" in page
    assert "/datenschutz/" not in page
    assert "rufschutz call" not in page


def test_a_line_says_when_it_asks_what_it_offers_and_its_own_words(
    signed_in: Callable[[Role], Client], door
) -> None:
    browser = signed_in(Role.OWNER)
    page = browser.get("/leitungen/").content.decode()
    assert "Fragt gleich, ob eine Nachricht aufgenommen werden darf" in page
    assert "1: Termin · 2: Rezept · 3: Rückruf · 4: etwas anderes" in page
    assert "Eigene Worte" not in page
    with tenant_scope(door.tenant):
        row = Line.objects.get()
        Line.objects.update(opening="ask_later", reasons=["callback", "prescription"])
        LineText.objects.create(
            id="7" * 32, tenant_id=door.tenant, line=row.id, text="goodbye.noted", language="en", words="Bye."
        )
    page = browser.get("/leitungen/").content.decode()
    assert "Fragt erst, wenn jemand eine Nachricht hinterlassen möchte" in page
    assert "1: Rückruf · 2: Rezept · 3: Nachricht aufsprechen" in page
    assert '<dt>Verabschiedung, wenn nur etwas notiert ist (englisch)</dt><dd lang="en">Bye.</dd>' in page
