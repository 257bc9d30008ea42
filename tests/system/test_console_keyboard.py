"""The whole way by keyboard alone: sign in, find a call, hear it, enter a withdrawal.

At every stop of the tab key something is in focus that can be seen, is big enough and is not
covered; no stop is a trap.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_browser import House, chromium, running_house
from console_keys import PASSWORD, code_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = [pytest.mark.system, pytest.mark.needs("chromium")]

DESK = {"width": 1280, "height": 720}
ENLARGED = {"width": 320, "height": 256}
"""What is left of the desk at 400 % (WCAG 2.2, 1.4.10)."""

STOP = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const box = node.getBoundingClientRect();
  const row = node.matches(".row-link") ? node.closest("tr") : node;
  const ring = getComputedStyle(row);
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    name: (node.ariaLabel || node.innerText || node.value || node.name || node.tagName).trim(),
    tag: node.tagName,
    ring: ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !!at && at !== node && !node.contains(at) && !at.contains(node),
    small: !node.closest("p, dd, td, th, label") && (box.width < 24 || box.height < 24),
  };
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def page() -> Iterator[Page]:
    """A browser whose mouse nobody touches."""
    with chromium() as opened:
        page = opened.new_page(locale="de-DE", viewport=DESK)
        page.set_default_timeout(10_000)
        yield page


def stops(page: Page) -> list[dict]:
    """Press the tab key through the whole page; return where it stopped until it left the page."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    found: list[dict] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (len(found) > 2 and stop["name"] == found[0]["name"]):
            return found
        found.append(stop)
    pytest.fail(f"the tab key never left the page: {found[-3:]}")


def walk(page: Page) -> list[str]:
    """Return what is wrong with the stops of a page, as it is and at 400 %; the player has its own ring."""
    wrong = []
    for size in (ENLARGED, DESK):
        page.set_viewport_size(size)
        for stop in stops(page):
            faults = [name for name in ("covered", "small") if stop[name]]
            faults += [name for name in ("ring", "inView") if not stop[name] and stop["tag"] != "AUDIO"]
            wrong += [f"{page.url} {size['width']}: {stop['name']}: {fault}" for fault in faults]
    return wrong


def go_to(page: Page, name: str) -> None:
    """Press the tab key until the thing of this name has the focus."""
    for _ in range(90):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is not None and stop["name"].startswith(name):
            return
    pytest.fail(f"the tab key never came to {name!r} on {page.url}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    go_to(page, name)
    with page.expect_navigation():
        page.keyboard.press(key)


def type_into(page: Page, field: str, text: str) -> None:
    for _ in range(30):
        if page.evaluate("() => document.activeElement.id") == field:
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the tab key never came to {field!r}")


def test_from_the_sign_in_to_the_withdrawal(page: Page, house: House) -> None:
    page.goto(f"{house.address}/anmelden/")
    wrong = walk(page)
    page.goto(f"{house.address}/anmelden/")
    page.keyboard.press("Tab")
    assert page.evaluate(STOP)["name"] == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    type_into(page, "id_login", "agent@praxis.example")
    type_into(page, "id_password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    type_into(page, "id_code", code_now(house.secret))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/anrufe/" in page.url
    wrong += walk(page)
    page.locator("a.row-link").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wrong += walk(page)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.3")
    page.keyboard.press("Space")
    assert page.evaluate("() => document.querySelector('audio').paused")
    press(page, "Nummer anzeigen")
    assert "+493023125047" in page.content()
    press(page, "Einwilligung widerrufen")
    wrong += walk(page)
    press(page, "Abbrechen")
    assert page.locator("audio").count() == 1
    assert wrong == []


def test_what_happened_is_announced(page: Page, house: House) -> None:
    page.goto(f"{house.address}/anmelden/")
    type_into(page, "id_login", "nobody@praxis.example")
    type_into(page, "id_password", "wrong wrong")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("main [role=alert]").inner_text().strip()
    page.goto(f"{house.address}/anmelden/")
    press(page, "English")
    assert page.evaluate("() => document.documentElement.lang") == "en"
    press(page, "dark")
    assert page.evaluate("() => document.documentElement.dataset.kernTheme") == "dark"
    assert page.locator("[aria-pressed=true]").inner_text() == "dark"
