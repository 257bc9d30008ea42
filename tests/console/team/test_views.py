"""Everybody answers for their own voice on a page; the works agreement is entered by who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role, User
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import answers
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

PAGE = "/team/"
YES = {"act": "yes", "purpose": "quality"}
SIGNED = {"act": "council", "state": "agreement_signed", "agreed_on": "2026-01-02", "document": "BV 3/2026"}


@pytest.fixture
def callcentre(stage: Stage) -> None:
    """A call centre, whose team may be recorded."""
    enact(stage.tenant, shipped_policy("C"), PersonId("init"), Clock().now())


def own(door, role: Role) -> dict[str, ConsentState]:
    person = PersonId(User.objects.get(email=f"{role.value}@praxis.example").person_id)
    return {str(purpose): state for purpose, state in answers.states_of(door.tenant, person).items()}


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_has_a_voice_of_their_own(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.ANSWER_FOR_ONESELF in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get(PAGE).status_code == expected


def test_in_a_practice_there_is_nothing_to_answer(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.AGENT)
    assert "Hier gibt es nichts zu beantworten" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, YES).status_code == 422
    with tenant_scope(door.tenant):
        assert not StaffAnswer.objects.exists()


@pytest.mark.usefixtures("callcentre")
def test_yes_and_no_and_back_are_one_click_each(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.AGENT)
    assert "Nein: zum Betriebsrat ist nichts eingetragen" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, YES).status_code == 302
    assert own(door, Role.AGENT) == {"quality": ConsentState.GIVEN}
    assert "Ja zurücknehmen" in browser.get(PAGE).content.decode()
    browser.post(PAGE, {**YES, "act": "back"})
    assert own(door, Role.AGENT) == {"quality": ConsentState.WITHDRAWN}
    browser.post(PAGE, {"act": "no", "purpose": "staff_training"})
    assert own(door, Role.AGENT)["staff_training"] is ConsentState.REFUSED


@pytest.mark.usefixtures("callcentre")
def test_nobody_sees_or_gives_the_answer_of_somebody_else(signed_in: Callable[[Role], Client], door) -> None:
    signed_in(Role.AGENT).post(PAGE, YES)
    owner = signed_in(Role.OWNER)
    assert "Ja zurücknehmen" not in owner.get(PAGE).content.decode()
    owner.post(PAGE, {**YES, "act": "no", "person": own.__name__})
    assert own(door, Role.AGENT) == {"quality": ConsentState.GIVEN}


@pytest.mark.usefixtures("callcentre")
@pytest.mark.parametrize("form", [{"act": "yes", "purpose": "advertise"}, {"act": "given"}, {}])
def test_what_no_button_sends_changes_nothing(signed_in: Callable[[Role], Client], door, form) -> None:
    assert signed_in(Role.AGENT).post(PAGE, form).status_code == 422
    assert own(door, Role.AGENT) == {}


@pytest.mark.rule("R12")
@pytest.mark.usefixtures("callcentre")
def test_the_works_agreement_has_its_document_its_day_and_its_end(
    signed_in: Callable[[Role], Client], door
) -> None:
    browser = signed_in(Role.OWNER)
    browser.post(PAGE, YES)
    assert browser.post(PAGE, {**SIGNED, "ends_on": "2096-12-31"}).status_code == 302
    page = browser.get(PAGE).content.decode()
    for told in ("BV 3/2026", "02.01.2026", "31.12.2096", "Leitung der Praxis", "ist unterschrieben"):
        assert told in page
    assert 'class="state state--yes"' in page
    browser.post(PAGE, {**SIGNED, "ends_on": "2026-01-03"})
    page = browser.get(PAGE).content.decode()
    assert "Die Betriebsvereinbarung ist abgelaufen." in page
    assert 'class="state state--yes"' not in page


@pytest.mark.usefixtures("callcentre")
@pytest.mark.parametrize(
    "changed", [{"agreed_on": ""}, {"agreed_on": "2096-01-01"}, {"agreed_on": "neulich"}]
)
def test_an_agreement_that_cannot_be_is_refused(
    signed_in: Callable[[Role], Client], door, changed: dict[str, str]
) -> None:
    answer = signed_in(Role.OWNER).post(PAGE, {**SIGNED, **changed})
    assert answer.status_code == 422
    assert "Eine unterschriebene Vereinbarung hat einen Tag" in answer.content.decode()
    with tenant_scope(door.tenant):
        assert not CouncilAgreement.objects.exists()


@pytest.mark.usefixtures("callcentre")
def test_who_does_not_publish_enters_no_agreement(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.AGENT)
    assert "Stand eintragen" not in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, SIGNED).status_code == 403
    with tenant_scope(door.tenant):
        assert not CouncilAgreement.objects.exists()
