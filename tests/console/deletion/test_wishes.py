"""On the page of the deletion concept the officer asks for a stop, and a manager answers."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.console.deletion.wishes import ANSWERS
from rufschutz.core.accounts.models import Role
from rufschutz.core.base import tenant_scope
from rufschutz.core.retention.models import StopWish
from rufschutz.core.retention.stops import stopped, waiting_wish
from rufschutz.domain.moments import DAY
from rufschutz.domain.retention.stopwish import Answer

PAGE, HOME, QUEUE = "/loeschkonzept/", "/lage/", "/freigaben/"
ASK = {"act": "ask_stop", "reason": "Aufnahmen ohne Einwilligung", "days": "2"}


def open_one(door) -> StopWish:
    with tenant_scope(door.tenant):
        return StopWish.objects.get(answer="")


def test_every_answer_has_words() -> None:
    assert set(ANSWERS) == set(Answer)


@pytest.mark.rule("R84")
def test_the_officer_asks_the_owner_is_alarmed_and_stops_the_runs(signed_in, door) -> None:
    officer = signed_in(Role.DATA_PROTECTION_OFFICER)
    assert officer.post(PAGE, ASK).status_code == 302
    assert stopped(door.tenant, Clock().now()) is None
    assert "Bitte zurückziehen" in officer.get(PAGE).content.decode()
    owner = signed_in(Role.OWNER)
    for page in (HOME, QUEUE, PAGE):
        shown = owner.get(page).content.decode()
        assert "Aufnahmen ohne Einwilligung" in shown, page
        assert "fällig bis" in shown or "ist bis" in shown, page
    done = owner.post(PAGE, {"act": "grant_stop", "request": open_one(door).id})
    assert done.status_code == 302
    assert stopped(door.tenant, Clock().now()) is not None
    assert "Die Läufe wurden angehalten." in owner.get(PAGE).content.decode()
    assert waiting_wish(door.tenant) is None


@pytest.mark.rule("R84")
def test_after_24_hours_without_an_answer_everybody_who_watches_is_told(signed_in, door) -> None:
    officer = signed_in(Role.DATA_PROTECTION_OFFICER)
    officer.post(PAGE, ASK)
    with tenant_scope(door.tenant):
        StopWish.objects.update(asked_at=Clock().now() - DAY)
    assert "fehlt die Antwort" in officer.get(HOME).content.decode()
    owner = signed_in(Role.OWNER)
    assert "fehlt die Antwort" in owner.get(HOME).content.decode()
    assert "war bis" in owner.get(PAGE).content.decode()


def test_a_refusal_needs_words_and_shows_them(signed_in, door) -> None:
    signed_in(Role.DATA_PROTECTION_OFFICER).post(PAGE, ASK)
    owner, name = signed_in(Role.OWNER), open_one(door).id
    without = owner.post(PAGE, {"act": "refuse_stop", "request": name, "words": ""})
    assert without.status_code == 422
    assert "eine Ablehnung hat" in without.content.decode()
    assert owner.post(PAGE, {"act": "refuse_stop", "request": name, "words": "Geprüft"}).status_code == 302
    assert "Geprüft" in owner.get(PAGE).content.decode()
    again = owner.post(PAGE, {"act": "grant_stop", "request": name})
    assert again.status_code == 422
    assert "schon beantwortet" in again.content.decode()


@pytest.mark.rule("R84")
@pytest.mark.parametrize("act", ["grant_stop", "refuse_stop"])
def test_the_officer_answers_nothing(signed_in, door, act) -> None:
    officer = signed_in(Role.DATA_PROTECTION_OFFICER)
    officer.post(PAGE, ASK)
    form = {"act": act, "request": open_one(door).id, "words": "x"}
    assert officer.post(PAGE, form).status_code == 403
    assert officer.post(PAGE, ASK).status_code == 422
    assert officer.post(PAGE, form | {"act": "take_stop_back"}).status_code == 302


def test_a_team_leader_answers_and_nobody_else_asks(signed_in, door) -> None:
    signed_in(Role.DATA_PROTECTION_OFFICER).post(PAGE, ASK)
    leader = signed_in(Role.SUPERVISOR)
    assert "Läufe anhalten" in leader.get(PAGE).content.decode()
    assert leader.post(PAGE, ASK).status_code == 403
    assert leader.post(PAGE, {"act": "grant_stop", "request": open_one(door).id}).status_code == 302
