"""The page of a line says what the policy enforces, in both languages, and its notice fits on paper."""

from __future__ import annotations

import html
import re

import pytest

from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.notice import notice_of
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PersonId


def words(answer) -> str:
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.rule("R05", "R09")
@pytest.mark.parametrize(("path", "language"), [("", Language.DE), ("/en", Language.EN)])
def test_the_page_equals_the_policy(stage, browser, path, language) -> None:
    page = words(browser.get(f"{path}/datenschutz/praxis"))
    told = notice_of("praxis", language)
    for purpose in told.purposes:
        assert purpose.name in page
        assert purpose.basis in page
        for kept in purpose.kinds:
            assert f"{kept.name[0].upper()}{kept.name[1:]} {squeezed(kept.period)}" in page
    for kept in told.others:
        assert squeezed(kept.period) in page
    owner = told.controller
    for value in (owner.full_name, owner.postal, owner.officer, owner.supervision, told.ai, told.place):
        assert value in page
    hidden = {row.names[language.value] for row in shipped_policy("P").purposes} - {
        p.name for p in told.purposes
    }
    assert [name for name in hidden if name in page] == []


SPOKEN = {
    "address": "Beispielplatz eins, zehn eins eins fünf Berlin",
    "dpo_contact": "Datenschutz ät example Punkt org",
}


@pytest.mark.rule("R09")
@pytest.mark.parametrize("page", ["datenschutz/praxis", "datenschutz/praxis/aushang"])
@pytest.mark.parametrize("path", ["/", "/en/"])
def test_address_and_officer_stand_there_as_they_are_written(stage, browser, path, page) -> None:
    Tenant.objects.update(**SPOKEN)
    shown = words(browser.get(path + page))
    assert "datenschutz@example.org" in shown
    assert "10115 Berlin" in shown
    for spoken in ("ät example", "Punkt org", "eins eins"):
        assert spoken not in shown
    Tenant.objects.update(address_written="Beispielplatz 1a, 10117 Berlin", dpo_written="dsb@example.org")
    shown = words(browser.get(path + page))
    assert "Beispielplatz 1a, 10117 Berlin" in shown
    assert "dsb@example.org" in shown


@pytest.mark.rule("R02")
def test_thirty_days_become_seven(stage, browser, tenant) -> None:
    policy = shipped_policy("P")
    enact(tenant, policy.with_period("recording_matter", "P30D"), PersonId("p"), stage.now + 1)
    assert "30 Tage nach der Aufnahme" in words(browser.get("/datenschutz/praxis"))
    enact(tenant, policy.with_period("recording_matter", "P7D"), PersonId("p"), stage.now + 2)
    page = words(browser.get("/datenschutz/praxis"))
    assert "7 Tage nach der Aufnahme" in page
    assert "30 Tage nach der Aufnahme" not in page
    assert "höchstens sieben Tage" in page


def test_how_to_take_back_and_all_rights_are_there(stage, browser) -> None:
    page = browser.get("/datenschutz/praxis").content.decode()
    assert 'href="/beleg"' in page
    for article in (15, 16, 17, 18, 20, 21, 22, 77):
        assert f"Art. {article}" in page


def test_a_line_that_records_nothing_says_so(stage, browser, scope) -> None:
    Line.objects.update(opening="never")
    page = words(browser.get("/datenschutz/praxis"))
    assert "Auf dieser Leitung wird nichts aufgenommen." in page
    assert "Nur, wenn Sie Ja sagen" not in page


def test_the_notice_for_paper_is_in_both_languages_with_the_address(stage, browser, settings) -> None:
    settings.PUBLIC_ORIGIN = "https://auskunft.example.org"
    settings.ALLOWED_HOSTS = ["auskunft.example.org"]
    answer = browser.get("/datenschutz/praxis/aushang", headers={"host": "auskunft.example.org"})
    page = answer.content.decode()
    assert 'lang="de"><h2>Wenn Sie uns anrufen' in page
    assert 'lang="en"><h2>When you call us' in page
    assert "https://auskunft.example.org/datenschutz/praxis" in page
    assert "nur auf diesem Rechner" not in page
    assert "<svg" in page


def test_an_address_that_nobody_reaches_is_said_before_printing(stage, browser) -> None:
    assert "nur auf diesem Rechner" in browser.get("/datenschutz/praxis/aushang").content.decode()
