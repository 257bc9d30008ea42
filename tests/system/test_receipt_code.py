"""A caller who said yes takes it back later: by the code on a web page, or by typing it in another call."""

from __future__ import annotations

import re
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_browser import chromium

from rufschutz.adapters.clock import Clock
from rufschutz.domain.moments import day_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.system, pytest.mark.long, pytest.mark.needs("chromium")]

NUMBER = "+493023125047"
SAYS_YES_AND_NOTES_THE_CODE = "1 wait:3 # # 1"


def called(service, noise, script: str = SAYS_YES_AND_NOTES_THE_CODE) -> str:
    """Let someone call and note the code; core takes the call over afterwards."""
    service.program("short_sounds")
    service.start("voice")
    (heard,) = service.call_all([service.order(script, noise.samples, number=NUMBER)], noise.long)
    assert heard.undone == (), heard.moments
    (code,) = service.program("receipt_codes").split()
    service.start("worker")
    service.wait_until(service.taken, 40, "the call is taken over")
    return code


def states(service) -> list[str]:
    return [row["state"] for call in service.record()["calls"].values() for row in call["recordings"]]


def web(service) -> str:
    """Start the pages and return their address."""
    service.start("web")
    port = tomllib.loads((service.data / "rufschutz.toml").read_text("utf-8"))["web_port"]
    address = f"http://127.0.0.1:{port}"
    service.wait_until(lambda: answers(port), 40, "the page answers")
    return address


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/beleg", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def show(page: Page, address: str, code: str, **second: str) -> None:
    page.goto(f"{address}/beleg")
    for field, value in {"code": code, **(second or {"number": NUMBER})}.items():
        page.fill(f"#{field}", value)
    page.click("main button")


def said(call) -> list[str]:
    return [text["text"] for _, text in call["texts"]]


@pytest.mark.rule("R11")
@pytest.mark.rule("R17")
def test_a_code_that_was_heard_opens_a_page_that_takes_the_yes_back(service, noise):
    code = called(service, noise)
    assert states(service) == ["archived"]
    address = web(service)
    with chromium() as browser:
        page = browser.new_page(locale="de-DE")
        show(page, address, f"{int(code) ^ 1:09d}")
        assert "Ja zurücknehmen" not in page.content()
        show(page, address, code)
        assert "Praxis am Markt" not in page.locator("main").inner_text(), (
            "nobody learns whom it was that was called"
        )
        page.click("text=Ja zurücknehmen")
        service.wait_until(lambda: states(service) == ["erased"], 20, "the recording is gone")
        show(page, address, code, day=f"{day_of(Clock().now(), ZoneInfo('Europe/Berlin'))}")
        page.get_by_text(re.compile("gelöscht am")).first.wait_for()
        assert "Sicherungen" not in page.content(), "none are made, so nothing is promised about them"
        assert code not in page.url
        assert page.context.cookies() == []
    assert "PROVEN" in service.proven_log()


@pytest.mark.rule("R17")
def test_a_code_typed_in_another_call_ends_what_was_recorded(service, noise):
    code = called(service, noise)
    day = f"{day_of(Clock().now(), ZoneInfo('Europe/Berlin')):%d%m}"
    wrong = service.order(f"9 1 ={int(code) ^ 1:09d} ={day} wait:1 hangup", number="+493023125011")
    service.call_all([wrong])
    service.wait_until(service.taken, 40, "the wrong code is taken over")
    assert states(service) == ["archived"]
    right = service.order(f"9 1 ={code} ={day} wait:1 hangup", number="+493023125012")
    service.call_all([right])
    service.wait_until(lambda: states(service) == ["erased"], 40, "the recording is gone")
    service.wait_until(service.taken, 40, "the right code is taken over")
    _, guessed, knew = service.record()["calls"].values()
    assert said(guessed) == said(knew)
    assert said(knew)[-2:] == ["withdraw.later.typed", "opening.keypad.ask_first"]
