"""The console in a real browser: sign-in, list, player, keyboard, narrow screens, contrast, no strangers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_browser import House, chromium, running_house, set_up, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.system, pytest.mark.needs("chromium")]

PAGES = ["/anrufe/", "/lage/", "/protokoll/", "/leitungen/", "/rollen/"]

CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return paint.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => {
    const f = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = node.getBoundingClientRect();
    if (!own || box.width < 2 || box.height < 2 || node.closest(".hidden, audio")) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(rgba(style.color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) weak.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return weak;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input")]
  .filter((node) => !node.closest("p, dd, .hidden") && !node.matches(".skip, .row-link, [type=hidden]"))
  .map((node) => [node.innerText || node.name, node.getBoundingClientRect()])
  .filter(([, box]) => box.height > 0 && (box.height < 24 || box.width < 24)).map(([name]) => name)"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def owner(house: House, browser: Browser) -> Page:
    """The owner, come in by the one-time link; every address asked for is in ``page.asked``."""
    page = browser.new_context(locale="de-DE").new_page()
    page.set_default_timeout(10_000)
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    set_up(page, house)
    return page


@pytest.fixture
def call(owner: Page, house: House) -> Page:
    """The newest call with a message, open."""
    owner.goto(f"{house.address}/anrufe/")
    owner.locator("a.row-link").first.click()
    owner.wait_for_selector("audio")
    return owner


def test_the_link_leads_to_the_calls(owner: Page, house: House) -> None:
    owner.goto(f"{house.address}/")
    assert owner.url == f"{house.address}/anrufe/"
    assert owner.locator("h1").inner_text() == "Anrufe"


def test_every_row_shows_its_consent_by_sign_and_word(owner: Page, house: House) -> None:
    owner.goto(f"{house.address}/anrufe/")
    rows = owner.locator("tbody tr")
    assert rows.count() >= 6
    for index in range(rows.count()):
        state = rows.nth(index).locator(".state")
        assert state.locator("svg").count() == 1
        assert state.inner_text().strip()


def test_the_player_plays_by_keyboard(call: Page) -> None:
    now = "() => document.querySelector('audio').currentTime"
    call.locator("h1").click()
    call.keyboard.press("Space")
    call.wait_for_function("() => document.querySelector('audio').currentTime > 0.4")
    call.keyboard.press("Space")
    call.wait_for_function("() => document.querySelector('audio').paused")
    before = call.evaluate(now)
    call.keyboard.press("ArrowRight")
    call.wait_for_function(f"() => document.querySelector('audio').currentTime > {before + 4}")
    call.keyboard.press("Home")
    call.wait_for_function("() => document.querySelector('audio').currentTime < 0.1")


def test_the_browser_can_seek_in_what_it_has_not_loaded(call: Page) -> None:
    call.evaluate("() => { const a = document.querySelector('audio'); a.load(); a.play(); }")
    call.wait_for_function("() => document.querySelector('audio').readyState >= 2")
    length = call.evaluate("() => document.querySelector('audio').duration")
    assert 31.5 < length < 32.5
    call.evaluate("() => { document.querySelector('audio').currentTime = 30; }")
    call.wait_for_function("() => document.querySelector('audio').currentTime > 30.2")
    call.evaluate("() => document.querySelector('audio').pause()")


def test_who_listened_stands_on_the_page_afterwards(call: Page) -> None:
    call.locator("h1").click()
    call.keyboard.press("Space")
    call.wait_for_function("() => document.querySelector('audio').currentTime > 0.4")
    call.reload()
    assert "Leitung der Praxis hat die Aufnahme angehört" in call.content()


def test_looking_at_a_call_is_not_listening_to_it(owner: Page, house: House) -> None:
    owner.goto(f"{house.address}/anrufe/")
    owner.asked.clear()
    owner.locator("a.row-link").first.click()
    owner.wait_for_load_state("networkidle")
    assert not [address for address in owner.asked if address.endswith("/ton")]


def test_nothing_is_asked_of_strangers_and_the_policy_is_kept(owner: Page, house: House) -> None:
    for page in PAGES:
        owner.goto(house.address + page)
    assert owner.asked
    assert [address for address in owner.asked if not address.startswith(house.address)] == []
    assert [line for line in owner.said if "Content Security Policy" in line] == []


def test_a_call_can_be_heard_without_script(house: House, browser: Browser) -> None:
    page = browser.new_context(locale="de-DE", java_script_enabled=False).new_page()
    sign_in(page, house, "agent")
    page.locator("a.row-link").first.click()
    assert page.locator("audio[controls]").count() == 1
    page.get_by_role("button", name="Nummer anzeigen").click()
    assert "+493023125047" in page.content()


def test_the_officer_sees_everything_but_content(house: House, browser: Browser) -> None:
    page = browser.new_page(locale="de-DE")
    sign_in(page, house, "data_protection_officer")
    assert page.locator("h1").inner_text() == "Lage heute"
    assert "aber keine Inhalte" in page.content()
    page.get_by_role("link", name="Anrufe", exact=True).last.click()
    page.locator("a.row-link").first.click()
    assert page.locator("audio").count() == 0
    assert "hört sie aber nicht" in page.content()


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_page_is_wider_than_the_screen(owner: Page, house: House, width: int) -> None:
    owner.set_viewport_size({"width": width, "height": 800})
    for page in [*PAGES, _a_call(owner, house)]:
        owner.goto(house.address + page)
        assert owner.evaluate("() => document.documentElement.scrollWidth") <= width, page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(owner: Page, house: House, scheme: str) -> None:
    owner.emulate_media(color_scheme=scheme)
    for page in [*PAGES, _a_call(owner, house), "/gibt-es-nicht/"]:
        owner.goto(house.address + page)
        assert owner.evaluate(CONTRAST) == [], page


def test_everything_to_click_is_big_enough(owner: Page, house: House) -> None:
    for page in [*PAGES, _a_call(owner, house)]:
        owner.goto(house.address + page)
        assert owner.evaluate(SMALL_TARGETS) == [], page


def test_the_first_tab_skips_to_the_content(owner: Page, house: House) -> None:
    owner.goto(f"{house.address}/anrufe/")
    owner.keyboard.press("Tab")
    assert owner.evaluate("() => document.activeElement.className") == "skip"
    assert owner.evaluate("() => document.activeElement.getBoundingClientRect().top") >= 0
    owner.keyboard.press("Enter")
    owner.keyboard.press("Tab")
    assert owner.evaluate("() => !!document.activeElement.closest('main')")


def _a_call(page: Page, house: House) -> str:
    page.goto(f"{house.address}/anrufe/")
    return page.locator("a.row-link").first.get_attribute("href") or ""
