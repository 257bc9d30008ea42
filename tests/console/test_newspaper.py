"""The customer of the waterworks and the hotline that sells a newspaper, both on one installation.

Whoever rang the waterworks is nobody to the newspaper's people, though the very same number rang
them, too: not found, not listed, not opened, not heard, not called, not exported, not advertised to.
What they try is answered as if it had never been, and stands in the newspaper's own log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from console_keys import PASSWORD, code_now
from console_stage import Told
from django.db import connection
from django.test import Client

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts import actions as accounts
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.actions import approve
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.access import NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import ledger
from rufschutz.core.consent.actions.leaving import ask_export
from rufschutz.core.consent.advertising import may_advertise
from rufschutz.core.consent.export import Form, export
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.actions.playing import open_recording
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Actor
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import ArtefactId, CallId, LineId, PersonId, TenantId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from console_stage import Stage
    from django.http import HttpResponse

    from rufschutz.core.accounts.models import User

NUMBER = "+493023125047"
NEWSPAPER = TenantId("b" * 32)
HOTLINE = LineId("d" * 32)
pytestmark = [pytest.mark.rule("R33"), pytest.mark.rule("R35")]


@dataclass(frozen=True)
class Customer:
    """The caller of the waterworks: their call, what they said, and what they asked for."""

    call: CallId
    tape: ArtefactId
    matter: str


@dataclass(frozen=True)
class Attempt:
    """What somebody of the newspaper tries in the console: an address, asked for or sent to."""

    address: str
    sends: bool = False


ATTEMPTS = {
    "open": Attempt("/anrufe/{call}/"),
    "hear": Attempt("/aufnahmen/{tape}/ton"),
    "see the number": Attempt("/anrufe/{call}/rueckruf/{matter}/nummer", sends=True),
    "call back": Attempt("/anrufe/{call}/rueckruf/{matter}/erledigt", sends=True),
    "withdraw for them": Attempt("/anrufe/{call}/widerruf"),
    "take the proof": Attempt("/aufnahmen/{tape}/loeschbestaetigung.json"),
}


@pytest.fixture
def told() -> Told:
    return Told(
        at=Millis(Clock().now() - DAY),
        outcome="yes_and_recorded",
        message=2,
        number=NUMBER,
        consent=ConsentState.GIVEN,
        callback=NUMBER,
    )


@pytest.fixture
def customer(stage: Stage, told: Told) -> Customer:
    call = stage.take(told)
    with tenant_scope(stage.tenant):
        return Customer(call, ArtefactId(Recording.objects.get().id), Matter.objects.get().id)


@pytest.fixture
def newspaper(stage: Stage, customer: Customer) -> Stage:
    """The other controller, as whose people nobody knows of the customer."""
    return stage.beside(NEWSPAPER, HOTLINE, "zeitung", "Zeitung Beispiel")


def signed_in(user: User) -> Client:
    browser = Client()
    browser.post("/anmelden/", {"login": user.email, "password": PASSWORD})
    assert browser.post("/anmelden/code/", {"code": code_now()}).status_code == 302
    return browser


def said(answer: HttpResponse) -> str:
    """Return the page without what differs each time: the form's token, and the address asked for."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r"\b[0-9a-f]{32}\b", "", page)


def events(tenant: TenantId) -> list[tuple[str, str]]:
    with tenant_scope(tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", "subject"))


def actor(role: Acting) -> Actor:
    return Actor(PersonId("9" * 32), NEWSPAPER, role, second_factor=True, lines=frozenset({HOTLINE}))


@pytest.mark.parametrize("role", [Role.AGENT, Role.OWNER])
@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_is_the_waterworks_is_answered_like_what_never_was(
    stage: Stage, newspaper: Stage, customer: Customer, name: str, role: Role
) -> None:
    browser, attempt = signed_in(newspaper.account(role, house="zeitung")), ATTEMPTS[name]
    known = {"call": customer.call, "tape": customer.tape, "matter": customer.matter}
    waterworks = events(stage.tenant)
    send = browser.post if attempt.sends else browser.get
    theirs, nothing = (send(attempt.address.format(**ids)) for ids in (known, dict.fromkeys(known, "8" * 32)))
    assert theirs.status_code == nothing.status_code
    assert theirs.status_code in {403, 404}
    assert said(theirs) == said(nothing)
    assert NUMBER[-3:] not in said(theirs)
    assert events(stage.tenant) == waterworks, "the waterworks' log knows nothing of it"
    denied = [subject for event, subject in events(NEWSPAPER) if event == "access:denied"]
    assert len(denied) == 2, "both attempts stand in the newspaper's own log"


def test_the_same_number_shows_its_own_call_alone(newspaper: Stage, customer: Customer, told: Told) -> None:
    own = newspaper.take(told)
    page = signed_in(newspaper.account(Role.AGENT, house="zeitung")).get("/anrufe/").content.decode()
    assert own in page
    assert customer.call not in page


def test_the_number_is_found_by_nobody_of_the_newspaper(stage: Stage, newspaper: Stage) -> None:
    now = Clock().now()
    with pytest.raises(AccessDenied):
        ledger.search(actor(Acting.AGENT), stage.keys, NUMBER, now)
    owner = actor(Acting.OWNER)
    assert ledger.search(owner, stage.keys, NUMBER, now) == ledger.search(
        owner, stage.keys, "+493023125999", now
    )
    mine = Actor(PersonId("1" * 32), stage.tenant, Acting.OWNER, second_factor=True)
    assert ledger.search(mine, stage.keys, NUMBER, now).lines


def test_nothing_of_the_customer_leaves_with_the_newspapers_ledger(
    stage: Stage, newspaper: Stage, customer: Customer
) -> None:
    now = Clock().now()
    with pytest.raises(AccessDenied):
        next(export(actor(Acting.AGENT), Form.CSV, now, Because.PROOF))
    owner, other = (of_the_newspaper(newspaper, role) for role in (Role.OWNER, Role.DEPUTY))
    asked = ask_export(owner, "Für die Prüfung", now)
    with tenant_scope(NEWSPAPER):
        sha256 = Proposal.objects.get(id=asked).sha256
    approve(other, asked, sha256, now, now)
    assert customer.call not in "".join(export(owner, Form.CSV, now, Because.PROOF))


def of_the_newspaper(newspaper: Stage, role: Role) -> Actor:
    """Return somebody who has an account with the newspaper: a second person's word is asked for there."""
    person = PersonId(newspaper.account(role, house="zeitung").person_id)
    return Actor(person, NEWSPAPER, Acting(role.value), second_factor=True)


def test_nobody_may_advertise_to_the_customer(stage: Stage, newspaper: Stage) -> None:
    answer = may_advertise(stage.keys, NEWSPAPER, NUMBER, "Abonnement", "phone", Clock().now())
    assert not answer.allowed


def test_not_even_who_knows_the_ids_reaches_them_beneath_the_pages(
    stage: Stage, newspaper: Stage, customer: Customer
) -> None:
    now, owner = Clock().now(), actor(Acting.OWNER)
    with pytest.raises(NotFound):
        open_recording(owner, customer.tape, stage.keys, stage.blobs, now)
    if connection.vendor == "postgresql":
        with tenant_scope(NEWSPAPER), connection.cursor() as cursor:
            for table in ("calls_call", "recordings_recording", "matters_matter", "consent_consentevent"):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE tenant_id <> %s", [NEWSPAPER])  # noqa: S608
                assert cursor.fetchone() == (0,)


def test_who_works_for_both_sees_from_each_seat_what_is_its_own(
    stage: Stage, newspaper: Stage, customer: Customer, told: Told
) -> None:
    own = newspaper.take(told)
    user = stage.account(Role.AGENT)
    accounts.grant_role(NEWSPAPER, user, Role.AGENT, "init", Millis(newspaper.now + 1))
    browser = signed_in(user)
    for tenant, mine, other in (
        (stage.tenant, customer.call, own),
        (NEWSPAPER, own, customer.call),
        (stage.tenant, customer.call, own),
    ):
        assert browser.post("/praxis/", {"seat": f"{tenant}:agent"}).status_code == 302
        page = browser.get("/anrufe/").content.decode()
        assert mine in page
        assert other not in page
        assert browser.get(f"/anrufe/{mine}/").status_code == 200
        assert browser.get(f"/anrufe/{other}/").status_code == 404
        assert events(tenant)[-1] == ("access:denied", other)
    listened = [subject for event, subject in events(NEWSPAPER) if event == "console:call:viewed"]
    assert customer.call not in listened
