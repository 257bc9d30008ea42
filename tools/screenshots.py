"""Take the pictures of README and docs/guide from a real demo: a caller calls, a browser signs in and looks.

Loopback only; the demo lives in a temporary directory and ends with this program.
Needs Debian's Chromium (``make preflight``).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "guide" / "images"
WIDTH = 1280
PHONE = 390
PASSWORD = "nur für dieses eine Bild"  # noqa: S105 - of an account that lives for two minutes
CHROMIUM = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
LISTEN_MS = 3_000
MARGIN = 32


def totp(secret: str, at: float) -> str:
    """Return the code of a second factor (RFC 6238: SHA-1, 30 s, six digits)."""
    counter = struct.pack(">Q", int(at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


@contextlib.contextmanager
def demo(directory: Path) -> Iterator[dict[str, str]]:
    """Run ``rufschutz demo`` and yield what it prints of the way in, each line by its first words."""
    words = [sys.executable, "-u", "-m", "rufschutz", "demo", "--directory", str(directory)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _way_in(process)
        finally:
            process.terminate()


def _way_in(process: subprocess.Popen[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in process.stdout or ():
        sys.stdout.write(line)
        if part := re.match(r"(Console|Sign in once|Account|TOTP secret) +(\S+)", line):
            found[part[1]] = part[2]
        if line.startswith("End "):
            return found
    raise SystemExit("the demo ended before it could be looked at")


def sign_in(page: Page, way_in: dict[str, str]) -> None:
    """Go through the one-time link: a password, then the second factor."""
    page.goto(way_in["Sign in once"])
    page.fill("#id_password", PASSWORD)
    page.fill("#id_repeated", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("#id_code", totp(way_in["TOTP secret"], time.time()))
    page.click("main button[type=submit]")
    page.wait_for_selector("table.table")


def listen(page: Page) -> None:
    """Play the call's recording for three seconds."""
    page.evaluate("document.querySelector('audio').play()")
    page.wait_for_timeout(LISTEN_MS)
    page.evaluate("document.querySelector('audio').pause()")


def look(page: Page, way_in: dict[str, str], theme: str, language: str, width: int = WIDTH) -> None:
    """Show what follows in a theme, a language and a width."""
    chosen = {"rufschutz_theme": theme, "rufschutz_language": language}
    cookies = [{"name": name, "value": value, "url": way_in["Console"]} for name, value in chosen.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # a typed dictionary, by its keys
    page.set_viewport_size({"width": width, "height": 800})


def show(page: Page, way_in: dict[str, str], screen: str) -> None:
    """Open a page of the console by its path."""
    page.goto(urljoin(way_in["Console"], screen))


def take(page: Page, name: str, until: str = "main > :last-child > :last-child") -> None:
    """Write what the page shows as a picture that ends a little below ``until``."""
    end = page.evaluate(f"document.querySelector('{until}').getBoundingClientRect().bottom")
    height = round(end + page.evaluate("scrollY")) + MARGIN
    width = page.evaluate("innerWidth")
    page.screenshot(
        path=IMAGES / name, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
    )
    sys.stdout.write(f"wrote {IMAGES / name}\n")


def main() -> int:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        demo(Path(place) / "demo") as way_in,
        sync_playwright() as drive,
    ):
        browser = drive.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page(viewport={"width": WIDTH, "height": 800}, locale="de-DE")
        sign_in(page, way_in)
        every_picture(page, way_in)
        browser.close()
    return 0


def every_picture(page: Page, way_in: dict[str, str]) -> None:
    """Go through the screens and take each picture that README and guide show."""
    look(page, way_in, "light", "de")
    show(page, way_in, "/anrufe/")
    take(page, "anrufe.png")
    page.click("tbody tr:first-child a.row-link")
    listen(page)
    page.reload()
    listen(page)
    take(page, "anruf.png")
    call = page.url
    for screen, name in (("/lage/", "lage.png"), ("/leitungen/", "leitungen.png")):
        show(page, way_in, screen)
        take(page, name)
    show(page, way_in, "/datenschutz/praxis/aushang")
    take(page, "aushang.png", until="article")
    show(page, way_in, "/protokoll/")
    take(page, "protokoll.png", until="tbody tr:nth-child(6)")
    every_proof(page, way_in)
    look(page, way_in, "light", "en")
    show(page, way_in, "/anrufe/")
    take(page, "calls.png")
    look(page, way_in, "dark", "de")
    page.goto(call)
    take(page, "anruf-dunkel.png", until=".two > :first-child > :first-child")
    look(page, way_in, "light", "de", PHONE)
    show(page, way_in, "/anrufe/")
    take(page, "anrufe-telefon.png", until="tbody tr:nth-child(2)")


def every_proof(page: Page, way_in: dict[str, str]) -> None:
    """Take what shows that deletion is kept to: certificate, request, store, backups, concept."""
    show(page, way_in, "/anrufe/")
    page.click("tbody tr:last-child a.row-link")
    take(page, "geloescht.png", until=".two > :first-child > :first-child")
    page.goto(urljoin(page.url, "loeschung"))
    page.check("#because-order")
    page.fill("main textarea", "Falsch verbunden: Der Anruf galt einer anderen Praxis.")
    page.click("main form button[type=submit]")
    for screen, name in (("/freigaben/", "freigaben.png"), ("/bestand/", "bestand.png")):
        show(page, way_in, screen)
        take(page, name)
    show(page, way_in, "/sicherung/")
    take(page, "sicherung.png", until="main section")
    show(page, way_in, "/loeschkonzept/")
    take(page, "loeschkonzept.png", until=".concept__matrix")


if __name__ == "__main__":
    sys.exit(main())
