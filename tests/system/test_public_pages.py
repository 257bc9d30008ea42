"""The pages for everybody in a real browser: both languages, light and dark, on a phone and on a desk.

axe-core finds no breach of WCAG 2.2 A and AA, nothing is wider than the screen, the content policy
is never broken, no cookie is set, no address but our own is asked for, and none holds what was typed.
"""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_browser import House, chromium, running_house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.system, pytest.mark.needs("chromium")]

SCREENS = [
    "datenschutz/praxis",
    "datenschutz/praxis/aushang",
    "anliegen/praxis",
    "beleg",
    "datenschutz/nobody",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(found => found.violations.map("
RUN += "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.html.slice(0, 90)).join(' | ')))"
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
CODE, NUMBER = "123456789", "+493023125047"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


class Visit:
    """A browser in a look, and all that it asked for."""

    def __init__(self, context: BrowserContext, house: House, language: str, width: int) -> None:
        self.context, self.house, self.language, self.width = context, house, language, width
        self.asked: list[str] = []
        context.add_init_script(WATCH)
        context.on("request", lambda request: self.asked.append(request.url))
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)

    @property
    def root(self) -> str:
        return self.house.address + ("/en/" if self.language == "en" else "/")

    def faults(self) -> list[str]:
        """Return everything that is wrong with the page now shown."""
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(RUN, TAGS)
        found += [f"policy: {broken}" for broken in self.page.evaluate("window.broken")]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        found += [f"{wide} px wide"] if wide > self.width else []
        if self.page.evaluate("document.documentElement.lang") != self.language:
            found.append("another language")
        found += [f"stranger: {url}" for url in self.asked if not url.startswith(self.house.address)]
        found += [f"tells: {url}" for url in self.asked if CODE in url or NUMBER[3:] in url or "?" in url]
        found += [f"cookie: {cookie['name']}" for cookie in self.context.cookies()]
        self.asked.clear()
        return [f"{self.page.url} {self.language} {self.width}: {fault}" for fault in found]


LOOKS = [(("de", 320), "light"), (("en", 1280), "dark")]
REST = [(each, scheme) for each in product(["de", "en"], [320, 1280]) for scheme in ("light", "dark")]


@pytest.mark.rule("R09")
@pytest.mark.parametrize(
    ("look", "scheme"),
    [*LOOKS, *(pytest.param(*rest, marks=pytest.mark.long) for rest in REST if rest not in LOOKS)],
    ids=str,
)
def test_every_public_page_is_without_a_fault(
    house: House, browser: Browser, look: tuple[str, int], scheme: str
) -> None:
    language, width = look
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    seen = Visit(context, house, language, width)
    found = []
    for screen in SCREENS:
        seen.page.goto(seen.root + screen)
        found += seen.faults()
    context.close()
    assert found == []


@pytest.mark.rule("R14")
def test_a_request_is_written_by_keyboard_alone_and_taken_back(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    seen = Visit(context, house, "de", 320)
    page = seen.page
    page.goto(seen.root + "anliegen/praxis")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#reason").focus()
    for typed in ("T", "030 23125044", "Muster", "Bitte anrufen"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ihr Anliegen ist angekommen").wait_for()
    found = seen.faults()
    page.get_by_role("button", name="Zurückziehen und löschen").press("Enter")
    page.get_by_role("heading", name="Gelöscht").wait_for()
    found += seen.faults()
    context.close()
    assert found == []


@pytest.mark.rule("R11", "R17")
def test_a_recording_is_deleted_by_its_receipt_without_a_script(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    seen = Visit(context, house, "en", 320)
    page = seen.page
    page.goto(seen.root + "beleg")
    page.fill("#code", "000 000 000")
    page.fill("#number", NUMBER)
    page.get_by_role("button", name="Show receipt").click()
    told = page.get_by_role("alert").inner_text()
    assert "until the next full hour" in told
    found = seen.faults()
    page.fill("#code", CODE)
    page.get_by_role("button", name="Show receipt").click()
    page.get_by_role("heading", name="What is stored").wait_for()
    found += seen.faults()
    page.get_by_role("button", name="Delete recording").click()
    found += seen.faults()
    page.get_by_role("button", name="No, go back").press("Enter")
    page.get_by_role("button", name="Delete recording").press("Enter")
    page.get_by_role("button", name="Yes, delete now").press("Enter")
    page.get_by_text("Nobody can hear it any more").wait_for()
    gone = page.get_by_role("region", name="What is deleted")
    assert "Recording of your message" in gone.inner_text()
    found += seen.faults()
    assert _tried(page, seen.root, ["000 000 001"] * 5 + [CODE]) == {told}
    context.close()
    assert found == []


def _tried(page: Page, root: str, codes: list[str]) -> set[str]:
    """Return what is said to one code after another."""
    page.goto(root + "beleg")
    said = set()
    for code in codes:
        page.get_by_label("Receipt number").fill(code)
        page.get_by_label("Number you called from").fill(NUMBER)
        with page.expect_navigation():
            page.get_by_role("button", name="Show receipt").press("Enter")
        said.add(page.get_by_role("alert").inner_text())
    return said


def test_the_notice_fits_on_one_sheet(house: House, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{house.address}/datenschutz/praxis/aushang")
    sheet = page.pdf(prefer_css_page_size=True)
    context.close()
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    width, height = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", sheet).groups()  # type: ignore[union-attr]
    assert (round(float(width)), round(float(height))) == (595, 842)
