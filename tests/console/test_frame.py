from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from rufschutz.adapters.build import build, version
from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRIES = re.compile(r'<li><a href="(/[a-z]+/)"( aria-current="page")?>')


def test_the_navigation_is_what_the_role_may_see(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OPERATOR).get("/leitungen/").content.decode()
    assert ENTRIES.findall(page) == [
        ("/lage/", ""),
        ("/bestand/", ""),
        ("/zwecke/", ""),
        ("/loeschkonzept/", ""),
        ("/texte/", ""),
        ("/leitungen/", ' aria-current="page"'),
        ("/rollen/", ""),
    ]


def test_nobody_signed_in_sees_a_navigation(db: None) -> None:
    assert "<nav" not in Client().get("/anmelden/").content.decode()


def test_a_page_has_landmarks_a_skip_link_and_its_language(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get("/anrufe/").content.decode()
    assert '<html lang="de">' in page
    assert 'href="#inhalt"' in page
    assert page.count("<main") == page.count("<h1") == page.count("<header") == page.count("<footer") == 1


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_that_it_is_one(db: None, settings, demo: bool) -> None:
    settings.INSTALLATION = SimpleNamespace(demo=demo)
    assert ("Vorführung" in Client().get("/anmelden/").content.decode()) == demo


def test_who_is_signed_in_sees_version_and_build_and_nobody_else(signed_in: Callable[[Role], Client]) -> None:
    program = f"Rufschutz {version()} · {build()}"
    assert program in signed_in(Role.OWNER).get("/anrufe/").content.decode()
    assert build() not in Client().get("/anmelden/").content.decode()
