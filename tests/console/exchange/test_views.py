"""A file of consents is checked, then taken over whole or not at all; the ledger leaves with a reason."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from console_keys import anew
from console_stage import Told
from django.core.files.uploadedfile import SimpleUploadedFile

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.exported import verify_export
from rufschutz.core.consent.models import StandingConsent
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.imports import COLUMNS
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.http import HttpResponse
    from django.test import Client

PAGE = "/uebernahme/"
LEAVE = "/uebernahme/ausgabe"
HEAD = ";".join(COLUMNS)
ONE = "+493023125042;remind;;;2026-03-01;Papier;Ordner 3, Blatt 12"
TWO = "+493023125043;remind;;;2026-03-02;Papier;Ordner 3, Blatt 13"
GOOD = f"{HEAD}\n{ONE}\n{TWO}\n".encode()


def send(browser: Client, data: bytes, **more: str) -> HttpResponse:
    file = SimpleUploadedFile("einwilligungen.csv", data, "text/csv")
    return browser.post(PAGE, {"act": "check", "because": "proof", **more, "file": file})


def hash_in(page: str) -> str:
    found = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def taken(door) -> int:
    with tenant_scope(door.tenant):
        return StandingConsent.objects.count()


def logged(door, event: str) -> list[str]:
    with tenant_scope(door.tenant):
        return list(OutboxEntry.objects.filter(event=event).order_by("id").values_list("payload", flat=True))


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_gets_in_and_who_takes_over(signed_in: Callable[[Role], Client], role: Role, door) -> None:
    browser, may = signed_in(role), TABLE[Acting(role.value)]
    assert browser.get(PAGE).status_code == (200 if Action.EXPORT_LEDGER in may else 403)
    assert send(browser, GOOD).status_code == (200 if Action.IMPORT_CONSENTS in may else 403)
    assert taken(door) == 0


def test_a_file_is_checked_first_and_then_taken_over_whole(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.OWNER)
    checked = send(browser, GOOD).content.decode()
    assert "2 Einwilligungen können übernommen werden. Noch ist nichts geschehen." in checked
    assert (taken(door), logged(door, "consent:import:taken")) == (0, [])
    done = send(browser, GOOD, act="take", sha256=hash_in(checked), declared="yes", **anew())
    assert "2 Einwilligungen sind übernommen." in done.content.decode()
    assert taken(door) == 2
    (entry,) = logged(door, "consent:import:taken")
    details = json.loads(entry)["details"]
    assert (details["count"], details["because"], details["declared"]) == (2, "proof", True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"declared": ""}, "Bitte erklären Sie, dass die Nachweise vorliegen."),
        ({"sha256": "0" * 64}, "Das ist nicht die Datei, die geprüft wurde."),
        ({"password": "wrong"}, "Passwort oder Code stimmt nicht."),
        ({"because": ""}, "Bitte wählen Sie eine CSV-Datei"),
    ],
)
def test_without_statement_check_or_fresh_sign_in_nothing_is_taken_over(
    signed_in: Callable[[Role], Client], door, changed: dict[str, str], why: str
) -> None:
    browser = signed_in(Role.OWNER)
    sha256 = hash_in(send(browser, GOOD).content.decode())
    form = {"act": "take", "sha256": sha256, "declared": "yes", **anew(), **changed}
    answer = send(browser, GOOD, **form)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert taken(door) == 0


def test_another_file_than_the_checked_one_is_not_taken_over(
    signed_in: Callable[[Role], Client], door
) -> None:
    browser = signed_in(Role.OWNER)
    sha256 = hash_in(send(browser, GOOD).content.decode())
    other = f"{HEAD}\n{ONE}\n".encode()
    assert send(browser, other, act="take", sha256=sha256, declared="yes", **anew()).status_code == 422
    assert taken(door) == 0


@pytest.mark.parametrize(
    ("data", "place", "why"),
    [
        (f"{HEAD}\n{ONE.replace('Papier', 'Büro')}\n".encode("latin-1"), "Zeile 2", "nicht in UTF-8"),
        (f"{HEAD}\n{ONE}\n{ONE}\n".encode(), "Zeile 3", "mehrmals in der Datei"),
        (f"{HEAD}\n{ONE.replace('Papier', '=cmd()')}\n".encode(), "Zeile 2", "beginnt wie eine Formel"),
        (
            f"{HEAD}\n{ONE.replace('2026-03-01', '2001-03-01')}\n".encode(),
            "Zeile 2",
            "liegt vor dem 25.05.2018",
        ),
        (f"{HEAD}\n{ONE.replace('Papier', '')}\n".encode(), "Zeile 2", "fehlt; ohne das lässt sich nichts"),
        (f"{HEAD}\n{ONE}\n{TWO.replace('remind', 'record_matter')}\n".encode(), "Zeile 3", "in jedem Anruf"),
        (b"", "Zeile 1", "die Spalten heißen"),
    ],
)
def test_one_wrong_line_refuses_the_whole_file_by_line_and_reason(
    signed_in: Callable[[Role], Client], door, data: bytes, place: str, why: str
) -> None:
    answer = send(signed_in(Role.OWNER), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert place in page
    assert why in page
    assert 'name="sha256"' not in page
    assert taken(door) == 0


def test_the_same_file_again_is_refused_line_by_line(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.OWNER)
    sha256 = hash_in(send(browser, GOOD).content.decode())
    for _ in range(2):
        answer = send(browser, GOOD, act="take", sha256=sha256, declared="yes", **anew())
    assert (answer.status_code, "hat diese Einwilligung schon" in answer.content.decode()) == (422, True)
    assert taken(door) == 2


def test_a_file_never_touches_a_disk_and_one_too_large_is_none(signed_in: Callable[[Role], Client]) -> None:
    answer = send(signed_in(Role.OWNER), GOOD + b"\n" * 3_000_000)
    assert (answer.status_code, "bis 2 MB" in answer.content.decode()) == (422, True)


@pytest.fixture
def called(stage: Stage) -> None:
    at = Millis(Clock().now() - DAY)
    told = Told(at, "yes_and_recorded", 3, "+493023125047", consent=ConsentState.GIVEN)
    stage.take(told)
    stage.log()


@pytest.mark.rule("R18")
@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("form", ["jsonld", "csv", "csv_semicolon"])
def test_the_ledger_leaves_whole_and_the_log_says_for_what(
    signed_in: Callable[[Role], Client], door, form: str
) -> None:
    browser = signed_in(Role.OWNER)
    answer = browser.post(LEAVE, {"form": form, "because": "authority", **anew()})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode()
    assert "23125047" not in text
    if form != "csv_semicolon":
        assert verify_export(text).records > 0
    assert all('"authority"' in entry for entry in logged(door, "console:ledger:exported"))
    assert len(logged(door, "console:ledger:exported")) == 2


@pytest.mark.usefixtures("called")
def test_the_checkpoint_is_said_beside_it(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "Neuester Prüfpunkt" in page
    assert re.search(r"<code>[0-9a-f]{64}</code>|<code>[A-Za-z0-9+/=]{40,}</code>", page)


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"form": "jsonld"}, "Bitte wählen Sie, wofür und in welcher Form."),
        ({"form": "xls", "because": "proof"}, "Bitte wählen Sie, wofür und in welcher Form."),
        ({"form": "csv", "because": "proof", "code": "000000"}, "Passwort oder Code stimmt nicht."),
    ],
)
def test_without_reason_or_code_nothing_leaves(
    signed_in: Callable[[Role], Client], door, form: dict[str, str], why: str
) -> None:
    answer = signed_in(Role.OWNER).post(LEAVE, {**anew(), **form})
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert logged(door, "console:ledger:exported") == []


@pytest.mark.usefixtures("called")
def test_the_officer_exports_with_a_reason_and_takes_nothing_over(
    signed_in: Callable[[Role], Client],
) -> None:
    browser = signed_in(Role.DATA_PROTECTION_OFFICER)
    page = browser.get(PAGE).content.decode()
    assert "Einwilligungen einlesen" not in page
    assert browser.post(LEAVE, {"form": "csv", "because": "review"}).status_code == 200
