"""Take the pictures of the console for the guide, from a house in which nobody is real.

``python tests/system/console_pictures.py [DIRECTORY]``; without one, docs/guide/images.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fixtures"))

from console_browser import chromium, running_house, set_up  # noqa: E402 - its folder was named above

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZE = {"width": 1280, "height": 800}
TONE = "() => { const a = document.querySelector('audio'); a.preload = 'metadata'; a.load(); }"
READY = "() => document.querySelector('audio').readyState >= 1"


def take(page: Page, address: str, images: Path) -> None:
    """Take the list and the newest call."""
    page.goto(f"{address}/anrufe/")
    page.screenshot(path=images / "anrufe.png", full_page=True)
    page.locator("a.row-link").first.click()
    page.evaluate(TONE)
    page.wait_for_function(READY)
    page.screenshot(path=images / "anruf.png", full_page=True)


def main() -> None:
    """Build a house, look around, take the pictures."""
    images = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "guide" / "images"
    images.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as directory,
        running_house(Path(directory)) as house,
        chromium() as browser,
    ):
        page = browser.new_context(viewport=SIZE, locale="de-DE", color_scheme="light").new_page()
        set_up(page, house)
        take(page, house.address, images)


if __name__ == "__main__":
    main()
