"""The proof that a controller is gone: for whoever knows its address, printable, and of no person."""

from __future__ import annotations

import hashlib
import json

import pytest

from rufschutz.core.offboarding.models import Offboarding
from rufschutz.domain.audit import verify

NAME = "7" * 32
PAGE = f"/auszug-nachweis/{NAME}"
PAYLOAD = {
    "event": "keys:offboarding:finished",
    "details": {
        "approvals": ["e" * 32, "d" * 32],
        "keys_destroyed": ["k" * 32],
        "manifest": "9" * 64,
        "returned_at": 1_790_000_000_000,
        "returned_by": "e" * 32,
    },
}
CERTIFICATE = json.dumps(
    {"log": {"payload": json.dumps(PAYLOAD), "index": 41, "checkpoint": "rufschutz/aa\n42\nroot\n"}}
)


@pytest.fixture
def gone(db) -> Offboarding:
    """A finished offboarding."""
    return Offboarding.objects.create(
        id=NAME,
        tenant_id="a" * 32,
        state="finished",
        begun_at=1_789_000_000_000,
        finished_at=1_790_000_100_000,
        counts={"vault": 12, "calls.call": 3, "ingest.birth": 4, "holds.hold": 0},
        certificate=CERTIFICATE,
        log_key="rufschutz/aa+0011+key",
    )


@pytest.mark.rule("R47")
@pytest.mark.parametrize("path", ["", "/en"])
def test_the_page_says_what_was_destroyed_who_asked_and_approved_and_how_to_check_it(
    browser, gone, path
) -> None:
    page = browser.get(path + PAGE).content.decode()
    for said in ("e" * 32, "d" * 32, "k" * 32, "9" * 64, "rufschutz/aa+0011+key", "ingest.birth"):
        assert said in page
    assert hashlib.sha256(CERTIFICATE.encode()).hexdigest() in page
    assert "python3 verify.py nachweis.json --key" in page
    assert "holds.hold" not in page


def test_the_files_are_there_to_take_along(browser, gone) -> None:
    assert browser.get(f"{PAGE}/json").content.decode() == CERTIFICATE
    with open(verify.__file__, "rb") as file:  # noqa: PTH123 - the file as it is
        assert browser.get(f"{PAGE}/verify.py").content == file.read()


def test_before_the_end_it_says_so_and_hands_out_nothing(browser, gone) -> None:
    Offboarding.objects.update(state="destroyed", certificate="", finished_at=None)
    assert "Noch nicht fertig" in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}/json").status_code == 404


def test_when_nobody_confirmed_it_says_that(browser, gone) -> None:
    by_time = {**PAYLOAD, "details": {**PAYLOAD["details"], "returned_by": "core", "approvals": ["e" * 32]}}
    log = {"payload": json.dumps(by_time), "index": 41, "checkpoint": "rufschutz/aa\n42\nroot\n"}
    Offboarding.objects.update(certificate=json.dumps({"log": log}))
    page = browser.get(PAGE).content.decode()
    assert "dreißig Tage nach der Mitnahme" in page
    assert "der Frist für Praxen aus einer Person" in page


@pytest.mark.parametrize("name", ["8" * 32, "x", "7" * 31])
def test_another_address_leads_nowhere(browser, gone, name) -> None:
    for rest in ("", "/json", "/verify.py"):
        assert browser.get(f"/auszug-nachweis/{name}{rest}").status_code == 404
