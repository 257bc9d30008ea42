"""Take the pictures of docs/guide from a real demo: a caller calls, a browser signs in and looks.

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

from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "guide" / "images"
WIDTH = 1280
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


def take(page: Page, name: str) -> None:
    """Write what the page shows as a picture that ends a little below its last sheet."""
    end = page.evaluate("document.querySelector('main').lastElementChild.getBoundingClientRect().bottom")
    height = round(end + page.evaluate("scrollY")) + MARGIN
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height}
    page.screenshot(path=IMAGES / name, full_page=True, clip=clip)  # type: ignore[arg-type]
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
        take(page, "anrufe.png")
        page.click("tbody tr:first-child a.row-link")
        listen(page)
        page.reload()
        listen(page)
        take(page, "anruf.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
