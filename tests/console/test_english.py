"""Every page in English: no German left but what people wrote themselves."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.actions import issue_link
from rufschutz.core.accounts.models import Role
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from console_stage import Stage

    from rufschutz.core.accounts.models import User

GERMAN = re.compile(
    r"[äöüßÄÖÜ„]|\b(?:der|das|des|dem|den|und|oder|nicht|ist|sind|ein|eine[mnrs]?|kein|keine[nr]?|mit|von|vom|zu|zum|zur"
    r"|wird|wurde|werden|auf|im|ins|bei|bis|nach|noch|schon|Sie|Ihr|Ihre|Uhr|Sekunden?|Aufnahmen?|Anrufe?|Leitung"
    r"|Nummer|Seite|Weiter|Abmelden|Anmelden|Einwilligung|Widerruf|ja|nein|Mo|Di|Mi|Fr|Sa)\b"
)
WRITTEN = (
    "Für Deutsch die Acht.",
    "Praxis Beispiel",
    "Leitung der Praxis",
    "Person am Empfang",
    "Beauftragte Person",
    "Anmeldung",
    "Deutsch",
)
"""What people wrote, and the name of the other language in itself."""
LISTS = [
    "/anrufe/",
    "/lage/",
    "/einwilligungen/",
    "/quoten/",
    "/texte/",
    "/zwecke/",
    "/protokoll/",
    "/leitungen/",
    "/team/",
    "/widersprueche/",
    "/uebernahme/",
    "/schnittstelle/",
    "/abmelden/",
    "/notfall-codes/",
    "/nowhere/",
]


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    translation.activate("de")


def german_in(page: str) -> list[str]:
    """Return the German of a page, but for what is marked as German: the words that callers hear."""
    page = re.sub(
        r'<(p|dd|span)[^>]* lang="de"[^>]*>.*?</\1>|<p lang="de">.*?</p>', "", page, flags=re.DOTALL
    )
    labels = re.findall(r'(?:aria-label|title|data-label|placeholder)="([^"]*)"', page)
    text = unescape(" ".join([strip_tags(page.partition("<head>")[2]), *labels]))
    text = re.sub(r"<style.*?</style>", "", text)
    for written in WRITTEN:
        text = text.replace(written, "")
    return [text[max(0, found.start() - 30) : found.end() + 30] for found in GERMAN.finditer(text)]


def english(browser: Client) -> Client:
    browser.cookies["rufschutz_language"] = "en"
    return browser


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_every_role(
    signed_in: Callable[[Role], Client], role: Role, message: str, refusal: str, stage: Stage
) -> None:
    browser = english(signed_in(role))
    pages = [*LISTS, f"/anrufe/{message}/", f"/anrufe/{refusal}/", f"/anrufe/{message}/widerruf"]
    for page in [*pages, "/aufnahmen/" + "0" * 32 + "/loeschbestaetigung.json", f"/anrufe/{'0' * 32}/"]:
        answer = browser.get(page)
        assert german_in(answer.content.decode()) == [], (page, answer.status_code)
    stage.sweep(Millis(Clock().now() + 8 * DAY))
    for page in ["/protokoll/", f"/anrufe/{message}/"]:
        assert german_in(browser.get(page).content.decode()) == [], page


def test_the_way_in(account: Callable[..., User], door) -> None:
    user = account(Role.OWNER, factor=False)
    browser = english(Client())
    token = issue_link(door.tenant, user, "init", Clock().now())
    pages = [browser.get("/anmelden/"), browser.get(f"/einrichten/{token}/"), browser.get("/einrichten/x/")]
    pages.append(browser.post("/anmelden/", {"login": "", "password": ""}))
    pages.append(browser.post("/anmelden/", {"login": user.email, "password": "wrong wrong wrong"}))
    pages += [
        browser.post(f"/einrichten/{token}/", {"password": word, "repeated": "other"})
        for word in ("1234", "passwortpasswort", "password1234", user.email)
    ]
    done = browser.post(
        f"/einrichten/{token}/", {"password": "vier rote Wale lesen", "repeated": "vier rote Wale lesen"}
    )
    assert done.status_code == 302
    pages += [browser.get("/zweiter-faktor/"), browser.post("/zweiter-faktor/", {"code": "000000"})]
    for page in pages:
        assert german_in(page.content.decode()) == []


def test_the_code_and_the_closed_account(account: Callable[..., User], door) -> None:
    user = account(Role.OWNER)
    browser = english(Client())
    browser.post("/anmelden/", {"login": user.email, "password": door.password})
    pages = [browser.get("/anmelden/code/"), browser.post("/anmelden/code/", {"code": "12"})]
    pages.append(browser.get("/anmelden/geschlossen/"))
    pages += [Client(enforce_csrf_checks=True).post("/anmelden/", headers={"Accept-Language": "en"})]
    pages += [Client().get("/anmelden/", headers={"Host": "stranger.example.org", "Accept-Language": "en"})]
    pages += [browser.post("/anmelden/code/", {"code": "000000"}) for _ in range(3)]
    pages += [browser.post("/anmelden/", {"login": "x@example.org", "password": "x"}) for _ in range(31)]
    assert {page.status_code for page in pages} >= {200, 400, 403, 429}
    for page in pages:
        assert german_in(page.content.decode()) == []
