"""One queue for every subject: read by who watches, decided by a second person with password and code."""

from __future__ import annotations

import pytest
from console_keys import PASSWORD, code_now
from django.core.cache import cache

from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.effects import EFFECTS
from rufschutz.core.approvals.models import Opinion, Proposal
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.approval.subject import Subject

PAGE = "/freigaben/"
CALL = "d" * 32


@pytest.fixture(autouse=True)
def done(monkeypatch) -> list[str]:
    found: list[str] = []

    def effect(row, now) -> str:
        found.append(row.target)
        return str(row.target)

    for subject in Subject:
        monkeypatch.setitem(EFFECTS, subject, effect)
    return found


def stored(door) -> Proposal:
    with tenant_scope(door.tenant):
        return Proposal.objects.get()


def word(door, **more: str) -> dict[str, str]:
    cache.clear()
    said = {"act": "approve", "shown": stored(door).sha256, "password": PASSWORD, "code": code_now()}
    return {**said, **more}


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_queue(others, role: Role) -> None:
    expected = 200 if Action.VIEW_REQUESTS in TABLE[Acting(role.value)] else 403
    assert others.enter(role).get(PAGE).status_code == expected


@pytest.mark.rule("R44")
@pytest.mark.parametrize("subject", list(Subject))
def test_every_subject_tells_what_how_many_why_who_since_and_until_when(others, ask_for, subject) -> None:
    ask_for(subject)
    page = others.enter(Role.DATA_PROTECTION_OFFICER).get(PAGE).content.decode()
    assert "Eine Bitte wartet" in page
    assert "Falsch verbunden" in page
    assert "Leitung der Praxis" in page
    assert subject.value not in page
    assert "1 wartet" in page


@pytest.mark.rule("R44")
def test_the_page_of_a_request_says_all_of_it_and_how_it_takes_effect(others, ask_for) -> None:
    deputy = others.enter(Role.DEPUTY)
    page = deputy.get(f"{PAGE}{ask_for()}/").content.decode()
    assert "Von diesem Anruf werden 4 Sachen gelöscht." in page
    assert "Eine zweite Person entscheidet; ohne Entscheidung verfällt es am" in page
    assert "noch 6 Tage" in page or "noch 7 Tage" in page
    assert page.index("Freigegeben wird genau, was oben steht.") > page.index("4 Sachen")


@pytest.mark.rule("R44")
def test_a_second_person_approves_with_password_and_code_on_the_page(others, ask_for, door, done) -> None:
    place, deputy = f"{PAGE}{ask_for()}/", others.enter(Role.DEPUTY)
    wrong = deputy.post(place, word(door, password="x"))
    assert wrong.status_code == 422
    assert "Passwort oder Code stimmt nicht." in wrong.content.decode()
    assert not done
    assert deputy.post(place, word(door)).status_code == 302
    assert done == [CALL]
    page = deputy.get(PAGE).content.decode()
    assert "Gerade ist nichts zu entscheiden." in page
    assert "freigegeben" in page
    assert "Person deputy" in page
    assert deputy.post(place, word(door)).status_code == 422
    assert done == [CALL]


@pytest.mark.rule("R44")
def test_what_was_not_shown_is_not_approved(others, ask_for, door, done) -> None:
    answer = others.enter(Role.DEPUTY).post(f"{PAGE}{ask_for()}/", word(door, shown="0" * 64))
    assert answer.status_code == 422
    assert "sieht inzwischen anders aus" in answer.content.decode()
    assert not done


@pytest.mark.rule("R44")
def test_who_asked_takes_it_back_and_never_approves_it(others, ask_for, door, done) -> None:
    others.user(Role.DEPUTY)
    place, owner = f"{PAGE}{ask_for()}/", others.enter(Role.OWNER)
    assert "freigeben kann es nur eine andere Person." in owner.get(place).content.decode()
    answer = owner.post(place, word(door))
    assert answer.status_code == 422
    assert not done
    assert owner.post(place, {"act": "take_back"}).status_code == 302
    assert stored(door).state == "taken_back"


@pytest.mark.rule("R84")
def test_the_officers_word_stands_beside_it_and_decides_nothing(others, ask_for, door, done) -> None:
    place, officer = f"{PAGE}{ask_for()}/", others.enter(Role.DATA_PROTECTION_OFFICER)
    said = {"act": "opinion", "verdict": "object", "words": "Das braucht der Widerspruch noch."}
    assert officer.post(place, said).status_code == 302
    page = others.enter(Role.DEPUTY).get(place).content.decode()
    assert "widerspricht" in page
    assert "Das braucht der Widerspruch noch." in page
    assert "Freigeben</button>" not in officer.get(place).content.decode()
    assert officer.post(place, word(door)).status_code == 403
    assert not done
    with tenant_scope(door.tenant):
        assert Opinion.objects.count() == 1


def test_it_is_rejected_by_a_second_person(others, ask_for, door, done) -> None:
    assert others.enter(Role.DEPUTY).post(f"{PAGE}{ask_for()}/", {"act": "reject"}).status_code == 302
    assert stored(door).state == "rejected"
    assert not done


def test_what_its_effect_refuses_is_told_and_changes_nothing(others, ask_for, door, monkeypatch) -> None:
    def refuses(row, now) -> str:
        raise CoreError("nothing is here any more")

    monkeypatch.setitem(EFFECTS, Subject.DELETE_CALL, refuses)
    place, deputy = f"{PAGE}{ask_for()}/", others.enter(Role.DEPUTY)
    answer = deputy.post(place, word(door))
    assert answer.status_code == 422
    assert "Das geht so nicht" in answer.content.decode()
    assert stored(door).state == "waiting"


def test_a_change_of_the_policy_is_decided_on_its_own_page(others, ask_for) -> None:
    name = ask_for(Subject.POLICY)
    page = others.enter(Role.DEPUTY).get(PAGE).content.decode()
    assert f'href="/zwecke/vorschlag/{name}/"' in page


def test_nothing_clicked_changes_nothing_and_what_is_not_there_is_not_found(others, ask_for, door) -> None:
    deputy = others.enter(Role.DEPUTY)
    assert deputy.post(f"{PAGE}{ask_for()}/", {"act": "dance"}).status_code == 422
    assert stored(door).state == "waiting"
    assert deputy.get(f"{PAGE}{'0' * 32}/").status_code == 404
    assert deputy.post(f"{PAGE}{'0' * 32}/", {"act": "reject"}).status_code == 404


def test_that_somebody_looked_is_written_down(others, door) -> None:
    others.enter(Role.AUDITOR).get(PAGE)
    with tenant_scope(door.tenant):
        assert OutboxEntry.objects.filter(event="console:requests:viewed").count() == 1


def test_the_overview_and_the_navigation_say_how_many_wait(others, ask_for) -> None:
    officer = others.enter(Role.DATA_PROTECTION_OFFICER)
    assert "wartet auf Freigabe" not in officer.get("/lage/").content.decode()
    ask_for()
    ask_for(Subject.PLACE_HOLD)
    page = officer.get("/lage/").content.decode()
    assert "2 Bitten warten auf Freigabe." in page
    assert "2 warten" in page
