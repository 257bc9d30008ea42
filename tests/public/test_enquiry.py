"""A request is written, stored, shown, taken back; nothing typed is in an address, machines get nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.matters import actions as matters
from rufschutz.core.matters.models import Matter
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis

PAGE = "/anliegen/praxis"
SAID = {
    "contact": "030 23125044",
    "reason": "prescription",
    "text": "Bitte <b>vormittags</b>",
    "name": "Muster",
}


@pytest.fixture
def send(browser, form):
    def post(path: str = PAGE, **typed: str):
        filled = form(browser.get(path).content.decode()).filled(**{**SAID, **typed})
        return browser.post(path, filled)

    return post


@pytest.mark.rule("R14")
@pytest.mark.usefixtures("stage", "scope")
def test_a_request_arrives_and_the_page_says_what_was_stored_and_until_when(send) -> None:
    answer = send()
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Ihr Anliegen ist angekommen", "Rezept", "Muster", "030 23125044", "&lt;b&gt;vormittags"):
        assert words in page
    row = Matter.objects.get()
    assert (row.channel, row.number_mask) == ("web", "••• 44")
    assert row.due_at is not None


@pytest.mark.usefixtures("stage", "scope")
def test_it_works_in_english(send) -> None:
    assert "Your request has arrived" in send("/en/anliegen/praxis").content.decode()


@pytest.mark.usefixtures("stage", "scope")
def test_a_fault_keeps_what_was_typed_and_stores_nothing(send) -> None:
    answer = send(contact="abc")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="abc"' in page
    assert 'aria-invalid="true"' in page
    assert "Bitte &lt;b&gt;vormittags" in page
    assert Matter.objects.count() == 0


@pytest.mark.usefixtures("stage", "scope")
def test_sent_twice_it_is_there_once(browser, form) -> None:
    filled = form(browser.get(PAGE).content.decode()).filled(**SAID)
    assert browser.post(PAGE, filled).content.count(b"angekommen") > 0
    browser.post(PAGE, filled)
    assert Matter.objects.count() == 1


@pytest.mark.usefixtures("stage", "scope")
def test_sent_again_with_other_words_both_are_there(browser, form) -> None:
    filled = form(browser.get(PAGE).content.decode()).filled(**SAID)
    browser.post(PAGE, filled)
    shown = browser.post(PAGE, {**filled, "contact": "030 23125055"}).content.decode()
    assert "030 23125055" in shown
    assert {row.number_mask for row in Matter.objects.all()} == {"••• 44", "••• 55"}


@pytest.mark.usefixtures("stage", "scope")
def test_sent_again_after_it_was_taken_back_it_is_a_new_one_that_can_be_erased_too(browser, form) -> None:
    filled = form(browser.get(PAGE).content.decode()).filled(**SAID)
    ticket = form(browser.post(PAGE, filled).content.decode()).fields
    browser.post(f"{PAGE}/zurueck", ticket)
    again = browser.post(PAGE, filled)
    assert again.status_code == 409
    assert "schon gelöscht" in again.content.decode()
    assert Matter.objects.count() == 0
    fresh = browser.post(PAGE, form(again.content.decode()).filled(**SAID))
    assert Matter.objects.count() == 1
    browser.post(f"{PAGE}/zurueck", form(fresh.content.decode()).fields)
    assert Matter.objects.count() == 0


@pytest.mark.usefixtures("stage", "scope")
@pytest.mark.parametrize("broken", ["no token", "another line", "another site"])
def test_what_is_not_from_our_own_form_is_not_taken(browser, form, broken) -> None:
    filled = form(browser.get(PAGE).content.decode()).filled(**SAID)
    headers = {"Sec-Fetch-Site": "cross-site"} if broken == "another site" else {}
    if broken == "no token":
        filled.pop("formular")
    if broken == "another line":
        filled["formular"] = form(browser.get("/beleg").content.decode()).fields["formular"]
    answer = browser.post(PAGE, filled, headers=headers)
    assert answer.status_code == 400
    assert "zu lange offen" in answer.content.decode()
    assert Matter.objects.count() == 0


@pytest.mark.usefixtures("stage", "scope")
def test_a_machine_that_fills_everything_is_told_and_stores_nothing(send) -> None:
    assert send(homepage="https://example.org").status_code == 400
    assert Matter.objects.count() == 0


@pytest.mark.usefixtures("stage", "scope")
def test_too_many_from_one_address_are_refused_with_another_way(send) -> None:
    assert [send().status_code for _ in range(6)] == [200] * 5 + [429]
    refused = send().content.decode()
    assert "rufen Sie an" in refused
    assert "nächsten vollen Stunde" in refused
    assert Matter.objects.count() == 5


@pytest.mark.usefixtures("stage", "scope")
def test_too_many_for_one_line_are_refused_wherever_they_come_from(send, monkeypatch) -> None:
    monkeypatch.setattr(matters, "PER_LINE", 1)
    assert [send().status_code for _ in range(2)] == [200, 429]


@pytest.mark.rule("R14")
@pytest.mark.usefixtures("stage", "scope")
def test_without_the_way_in_the_policy_nothing_is_offered_or_taken(
    stage, tenant, browser, form, send
) -> None:
    ticket = form(send().content.decode()).fields
    filled = form(browser.get(PAGE).content.decode()).filled(**SAID)
    assert "/anliegen/" in browser.get("/datenschutz/praxis").content.decode()
    policy = shipped_policy("P")
    ways = tuple(each for each in policy.alternatives if each.way != "web_form")
    enact(tenant, replace(policy, alternatives=ways), PersonId("p"), Millis(stage.now + 1))
    assert "/anliegen/" not in browser.get("/datenschutz/praxis").content.decode()
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, filled).status_code == 404
    assert Matter.objects.count() == 1
    assert browser.post(f"{PAGE}/zurueck", ticket).status_code == 200
    assert Matter.objects.count() == 0


@pytest.mark.usefixtures("stage", "scope")
def test_who_wrote_takes_it_back_and_it_is_gone(browser, form, send) -> None:
    ticket = form(send().content.decode()).fields
    answer = browser.post(f"{PAGE}/zurueck", ticket)
    assert "zurückgezogen und gelöscht" in answer.content.decode()
    assert Matter.objects.count() == 0
    assert browser.post(f"{PAGE}/zurueck", ticket).status_code == 200


@pytest.mark.usefixtures("stage", "scope")
def test_nobody_else_takes_it_back(browser, form, send) -> None:
    send()
    token = form(browser.get(PAGE).content.decode()).fields
    answer = browser.post(f"{PAGE}/zurueck", token)
    assert answer.status_code == 400
    assert Matter.objects.count() == 1


@pytest.mark.usefixtures("stage")
def test_nothing_that_was_typed_travels_in_an_address(browser) -> None:
    page = browser.get(PAGE).content.decode()
    assert page.count('method="post"') == page.count("<form")


@pytest.mark.usefixtures("stage")
def test_no_field_asks_for_what_is_not_needed(browser, form) -> None:
    page = browser.get(PAGE).content.decode()
    for field in ("birth", "geburt", "insurance", "versicherung", "krankenkasse", "diagnos"):
        assert f'name="{field}' not in page.lower()


@pytest.mark.usefixtures("stage", "scope")
def test_the_sender_reads_the_same_days_that_the_row_holds(send) -> None:
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.moments import Millis
    from rufschutz.public import days

    page = send().content.decode()
    row = Matter.objects.get()
    assert row.due_at > Clock().now()
    for due in (row.due_at, row.number_due_at):
        assert days.last_day(Millis(due), "Europe/Berlin", Language.DE) in page
