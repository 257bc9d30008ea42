"""Purposes are read by all who run the house; a change is proposed by one and approved by another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from console_keys import PASSWORD, code_now
from django.core.cache import cache

from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes import actions as policies
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

PAGE = "/zwecke/"
SHORTER = {"kind": "recording_matter", "days": "3", "purposes": "record_matter", "reason": "Kürzer genügt."}
LONGER = {**SHORTER, "days": "30", "reason": "Wir brauchen länger."}


@pytest.fixture(autouse=True)
def unspoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change is rehearsed with every sound elsewhere; here nobody has to speak."""
    monkeypatch.setattr(policies.publication, "rehearse_policy", lambda *_: None)


@pytest.fixture
def deputy(stage: Stage) -> None:
    stage.account(Role.DEPUTY)


def proposed(browser: Client, wish: dict[str, str]) -> str:
    answer = browser.post(f"{PAGE}vorschlag", wish)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer.headers["Location"])


def shown(door) -> str:
    with tenant_scope(door.tenant):
        return str(Proposal.objects.get().sha256)


def period(door) -> str:
    rule = live_policy(door.tenant).policy.rule("recording_matter")
    assert rule is not None
    return rule.period


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_purposes(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.VIEW_POLICY in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get(PAGE).status_code == expected


@pytest.mark.rule("R76")
def test_each_purpose_shows_its_sentence_basis_data_and_period(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "Anrufe zählen wir nur ohne Namen und Nummern." in page
    assert "Abs. 1" in page
    assert "in Kraft ist Fassung 1" in page
    assert "Ausschalten vorschlagen" in page
    assert "Dafür braucht es eine Einwilligung, und gefragt werden kann noch nicht: " in page


@pytest.mark.rule("R84")
def test_the_officer_proposes_and_approves_nothing(signed_in: Callable[[Role], Client]) -> None:
    browser = signed_in(Role.DATA_PROTECTION_OFFICER)
    assert "vorschlagen" not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}vorschlag", SHORTER).status_code == 403


@pytest.mark.usefixtures("deputy")
def test_a_second_person_lets_it_take_effect_with_password_and_code(
    signed_in: Callable[[Role], Client], stage: Stage, door, client: Client
) -> None:
    place = proposed(signed_in(Role.OWNER), SHORTER)
    assert period(door) == "P7D"
    owner = signed_in_again(client, stage)
    page = owner.get(place).content.decode()
    assert "sieben Tage → <strong>drei Tage</strong>" in page
    wrong = owner.post(place, {"act": "approve", "shown": shown(door), "password": "x", "code": "1"})
    assert wrong.status_code == 422
    assert "Passwort oder Code stimmt nicht." in wrong.content.decode()
    cache.clear()
    approval = {"act": "approve", "shown": shown(door), "password": PASSWORD, "code": code_now()}
    assert owner.post(place, approval).status_code == 302
    assert period(door) == "P3D"
    assert "in Kraft" in owner.get(place).content.decode()


def signed_in_again(browser: Client, stage: Stage) -> Client:
    """Sign the deputy in, beside the owner who is in another browser."""
    cache.clear()
    browser.post("/anmelden/", {"login": "deputy@praxis.example", "password": PASSWORD})
    assert browser.post("/anmelden/code/", {"code": code_now()}).status_code == 302
    cache.clear()
    return browser


@pytest.mark.usefixtures("deputy")
def test_nobody_approves_what_they_proposed(signed_in: Callable[[Role], Client], door) -> None:
    owner = signed_in(Role.OWNER)
    place = proposed(owner, SHORTER)
    assert "freigeben kann es nur eine andere Person." in owner.get(place).content.decode()
    cache.clear()
    approval = {"act": "approve", "shown": shown(door), "password": PASSWORD, "code": code_now()}
    answer = owner.post(place, approval)
    assert answer.status_code == 422
    assert "gibt es nicht selbst frei" in answer.content.decode()
    assert period(door) == "P7D"
    assert owner.post(place, {"act": "take_back"}).status_code == 302
    assert "zurückgezogen" in owner.get(place).content.decode()


@pytest.mark.rule("R82")
@pytest.mark.usefixtures("deputy")
def test_a_loosening_waits_for_the_officer(signed_in: Callable[[Role], Client], door) -> None:
    place = proposed(signed_in(Role.OWNER), LONGER)
    officer = signed_in(Role.DATA_PROTECTION_OFFICER)
    page = officer.get(place).content.decode()
    assert "Das lockert einen Schutz:" in page
    assert "Freigeben</button>" not in page
    spoken = {"act": "opinion", "verdict": "object", "words": "Sieben Tage genügen."}
    assert officer.post(place, spoken).status_code == 302
    assert "Sieben Tage genügen." in officer.get(place).content.decode()
    assert period(door) == "P7D"


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({**SHORTER, "days": "bald"}, "Bitte nennen Sie eine Frist in ganzen Tagen."),
        ({"reason": "x"}, "Bitte wählen Sie aus, was sich ändern soll."),
        ({"purpose": "record_matter", "state": "always", "reason": "x"}, "Bitte wählen Sie aus"),
        ({**SHORTER, "kind": "dreams"}, "Bitte wählen Sie aus"),
        ({**SHORTER, "reason": ""}, "Bitte begründen Sie den Vorschlag"),
        ({"purpose": "quality", "state": "active", "reason": "x"}, "Zweck „Gesprächsqualität prüfen“: "),
    ],
)
def test_what_cannot_be_proposed_changes_nothing_and_says_why(
    signed_in: Callable[[Role], Client], wish: dict[str, str], why: str, door
) -> None:
    answer = signed_in(Role.OWNER).post(f"{PAGE}vorschlag", wish)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nichts wurde geändert." in page
    assert why in page
    with tenant_scope(door.tenant):
        assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        (
            {**SHORTER, "days": "bald", "reason": "Kürzer <b>", "material": "on"},
            ['value="bald"', 'value="Kürzer &lt;b&gt;"', 'name="material" checked'],
        ),
        ({"purpose": "record_matter", "state": "available", "reason": ""}, []),
    ],
)
def test_a_refused_form_stays_open_with_what_was_typed_and_why(
    signed_in: Callable[[Role], Client], wish: dict[str, str], kept: list[str]
) -> None:
    page = signed_in(Role.OWNER).post(f"{PAGE}vorschlag", wish).content.decode()
    section = page.partition('id="record_matter"')[2].partition("</section>")[0]
    assert page.count('role="alert"') == section.count('role="alert"') == 1
    assert section.count("<details open>") + section.count('<details class="fold" open>') == 1 + bool(kept)
    assert [each for each in kept if each not in section] == []
    assert f'action="{PAGE}vorschlag#record_matter"' in section, "the answer begins where it was typed"


@pytest.mark.usefixtures("deputy")
def test_proposals_are_told_apart_by_what_they_change(signed_in: Callable[[Role], Client]) -> None:
    owner = signed_in(Role.OWNER)
    places = [proposed(owner, SHORTER), proposed(owner, {**SHORTER, "kind": "matter", "days": "20"})]
    page = owner.get(PAGE).content.decode()
    titles = re.findall(r'<h2 id="vorschlag-\d+">(.*?)</h2>', page)
    assert len(titles) == len(set(titles)) == 2
    assert "sieben Tage → drei Tage" in "".join(titles)
    for place in places:
        assert "<h1>Frist: " in owner.get(place).content.decode()


@pytest.mark.rule("R82")
@pytest.mark.usefixtures("deputy")
def test_the_page_names_what_becomes_void_before_anybody_decides(signed_in: Callable[[Role], Client]) -> None:
    owner = signed_in(Role.OWNER)
    first = proposed(owner, SHORTER)
    assert "Damit wird hinfällig" not in owner.get(first).content.decode()
    other = proposed(owner, {**SHORTER, "kind": "matter", "days": "20", "reason": "Auch hier kürzer."})
    page = owner.get(first).content.decode()
    assert "Damit wird hinfällig" in page
    assert f'<a href="{other}">Auch hier kürzer.</a>' in page


@pytest.mark.rule("R02")
def test_a_sentence_that_nobody_hears_is_marked(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    sections = {part.partition('"')[0]: part for part in page.split('<section class="sheet stack" id="')[1:]}
    assert "So hören es Anrufer." in sections["record_matter"]
    assert "<q>" in sections["record_matter"]
    assert "<q>" not in sections["statistics"]
    assert "Wird am Telefon nicht gesagt, nur hier so erklärt." in sections["statistics"]
    assert "Wird erst gesagt, wenn der Zweck eingeschaltet ist." in sections["remind"]


def test_what_the_box_does_is_said(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "Ohne Haken gilt ein früheres Ja weiter." in page


def test_an_unknown_proposal_is_not_found(signed_in: Callable[[Role], Client]) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.get(f"{PAGE}vorschlag/{'0' * 32}/").status_code == 404
    assert browser.post(f"{PAGE}vorschlag/{'0' * 32}/", {"act": "reject"}).status_code == 404


def test_no_placeholder_is_shown_as_it_is_written(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "{" not in page.partition("<main")[2]
    assert '<span class="slot" lang="de">an wen</span>' in page
