"""Every page, as every role sees it, light and dark, German and English, on a phone and on a desk.

axe-core finds no breach of WCAG 2.2 A and AA, nothing is wider than the screen, the content
policy is never broken, no script fails, and no address but the console's own is asked for.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_browser import House, chromium, running_house, set_up, sign_in
from console_keys import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.system, pytest.mark.needs("chromium")]

ROLES = ["owner", "agent", "supervisor", "data_protection_officer", "auditor", "operator"]
SCREENS = [
    "/anrufe/",
    "CALL",
    "ERASED",
    "CALLwiderruf",
    "/lage/",
    "/protokoll/",
    "/loeschkonzept/",
    "/gespraechssafe/",
    "/gespraechssafe/neu",
    "/freigaben/",
    "/bestand/",
    "/sicherung/",
    "CALLloeschung",
    "/leitungen/",
    "/einwilligungen/",
    "/quoten/",
    "/zwecke/",
    "/texte/",
    "/rollen/",
    "/team/",
    "/widersprueche/",
    "/uebernahme/",
    "/schnittstelle/",
    "/abmelden/",
]
FAULTS = ["/nowhere/", "CALLrueckruf/x/erledigt", "/anrufe/?offen=1&seite=9"]
OUTSIDE = ["/anmelden/", "/anmelden/?next=/lage/", "SETUP", "/einrichten/over/", "/anmelden/geschlossen/"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(found => found.violations.map("
RUN += "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.html.slice(0, 90)).join(' | ')))"
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass(frozen=True)
class Look:
    """In what a page is shown."""

    theme: str
    language: str
    width: int


LOOKS = [Look(*each) for each in product(["light", "dark"], ["de", "en"], [320, 1280])]


@dataclass
class Visit:
    """A page in a look, with all that a browser complained of and asked for."""

    page: Page
    house: House
    look: Look
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Return everything that is wrong with the page now shown."""
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(RUN, TAGS)
        found += [f"policy: {broken}" for broken in self.page.evaluate("window.broken")]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.look.width:
            found.append(f"{wide} px wide")
        if self.page.evaluate("document.documentElement.lang") != self.look.language:
            found.append("another language")
        found += [f"stranger: {url}" for url in self.asked if not url.startswith(self.house.address)]
        found += self.complaints
        self.asked.clear()
        self.complaints.clear()
        return [f"{self.page.url} {self.look}: {fault}" for fault in found]


@contextmanager
def visit(browser: Browser, house: House, look: Look, cookies: list) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": look.width, "height": 800}, locale=look.language)
    context.add_init_script(WATCH)
    context.add_cookies(cookies)
    chosen = {"rufschutz_theme": look.theme, "rufschutz_language": look.language}
    context.add_cookies([{"name": n, "value": v, "url": house.address} for n, v in chosen.items()])
    page = context.new_page()
    page.set_default_timeout(10_000)
    seen = Visit(page, house, look)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda said: seen.complaints.extend(_complaint(said)))
    yield seen
    context.close()


def _complaint(said) -> list[str]:
    """Return what the console of the browser complained of, save a page's own status of an error."""
    own_status = said.text.startswith("Failed to load resource: the server responded with a status of 4")
    return [said.text] if said.type in {"error", "warning"} and not own_status else []


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def people(house: House, browser: Browser) -> dict[str, list]:
    """Each role's cookies after a sign-in; the owner's way in was looked at on the way."""
    found = {}
    for role in ROLES:
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        set_up(page, house) if role == "owner" else sign_in(page, house, role)
        found[role] = [c for c in context.cookies() if c["name"] == "rufschutz_session"]
        context.close()
    return found


@pytest.fixture(scope="module")
def calls(house: House, browser: Browser, people: dict[str, list]) -> dict[str, str]:
    """Addresses of a call with a message and of one whose message is deleted."""
    with visit(browser, house, LOOKS[1], people["owner"]) as seen:
        seen.page.goto(f"{house.address}/anrufe/")
        links = [link.get_attribute("href") or "" for link in seen.page.locator("a.row-link").all()]
    return {"CALL": links[0], "ERASED": links[-1], "SETUP": f"/einrichten/{house.token}/"}


def address(screen: str, calls: dict[str, str]) -> str:
    for name, path in calls.items():
        screen = screen.replace(name, path)
    return screen


def check(seen: Visit, screens: list[str], calls: dict[str, str]) -> list[str]:
    faults = []
    for screen in screens:
        seen.page.goto(seen.house.address + address(screen, calls))
        faults += seen.faults()
    return faults


COVERING = [(role, index) for index, role in enumerate(ROLES)]


@pytest.mark.parametrize(("role", "start"), COVERING, ids=ROLES)
def test_every_role_finds_every_page_without_a_fault(
    house: House, browser: Browser, people: dict[str, list], calls: dict[str, str], role: str, start: int
) -> None:
    """Two looks a role, each with half of the pages; the long test takes them all."""
    faults = []
    screens = SCREENS + FAULTS if role in {"owner", "operator"} else SCREENS
    for half in (0, 1):
        with visit(browser, house, LOOKS[(start + 3 * half) % len(LOOKS)], people[role]) as seen:
            faults += check(seen, screens[half::2], calls)
    assert faults == []


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[7]], ids=str)
def test_who_is_outside_finds_no_fault(
    house: House, browser: Browser, calls: dict[str, str], look: Look
) -> None:
    with visit(browser, house, look, []) as seen:
        faults = check(seen, OUTSIDE, calls)
        seen.page.goto(f"{house.address}/anmelden/")
        seen.page.locator("main button").click()
        faults += seen.faults()
        seen.page.fill("#id_login", "agent@praxis.example")
        seen.page.fill("#id_password", PASSWORD)
        seen.page.locator("main button").click()
        seen.page.wait_for_selector("#id_code")
        faults += seen.faults()
        seen.page.fill("#id_code", "123")
        seen.page.locator("main button").click()
        faults += seen.faults()
    assert faults == []


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("role", ROLES)
def test_all_pages_in_all_looks(
    house: House, browser: Browser, people: dict[str, list], calls: dict[str, str], role: str, look: Look
) -> None:
    with visit(browser, house, look, people[role]) as seen:
        assert check(seen, SCREENS + FAULTS, calls) == []
