"""A written request is worked off like a call back: read, reached, done, or taken back."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.matters.actions import receive
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.notes import Written
from rufschutz.core.purposes.queries import rules
from rufschutz.domain.ids import FactId, LineId, ReasonId

NAME = FactId("f" * 32)
LINE = LineId("c" * 32)
PAGE = f"/geschrieben/{NAME}/"


@pytest.fixture
def request_in_writing(stage, tenant) -> None:
    words = Written("+493023125033", "Bitte <i>morgens</i>", "Muster", ReasonId("prescription"))
    receive(tenant, LINE, NAME, words, stage.keys, rules(tenant), Clock().now())


@pytest.mark.usefixtures("request_in_writing")
def test_it_stands_in_what_is_to_be_done_and_on_a_page_of_its_own(signed_in) -> None:
    browser = signed_in(Role.AGENT)
    for path in ("/anrufe/", "/anrufe/?offen=1"):
        listed = browser.get(path).content.decode()
        assert PAGE in listed
        assert "••• 33" in listed
        assert "Muster" not in listed
    page = browser.get(PAGE).content.decode()
    for words in ("Muster", "Bitte &lt;i&gt;morgens", "Rezept", "••• 33", "Anmeldung"):
        assert words in page
    assert "23125033" not in page


@pytest.mark.usefixtures("request_in_writing")
def test_the_contact_is_shown_once_asked_for_and_that_is_written_down(signed_in, tenant) -> None:
    shown = signed_in(Role.AGENT).post(f"{PAGE}kontakt").content.decode()
    assert "+493023125033" in shown
    with tenant_scope(tenant):
        assert OutboxEntry.objects.filter(event="console:number:viewed", subject=NAME).count() == 1
        assert OutboxEntry.objects.filter(event="console:matter:viewed", subject=NAME).count() == 1


@pytest.mark.usefixtures("request_in_writing")
def test_done_it_leaves_the_list(signed_in) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.post(f"{PAGE}erledigt", follow=True).status_code == 200
    assert PAGE not in browser.get("/anrufe/?offen=1").content.decode()
    assert "Erledigt:" in browser.get(PAGE).content.decode()


@pytest.mark.usefixtures("request_in_writing")
def test_taken_back_it_is_gone(signed_in, tenant) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.post(f"{PAGE}zurueckgezogen", follow=True).status_code == 200
    with tenant_scope(tenant):
        assert Matter.objects.count() == 0
    assert browser.get(PAGE).status_code == 404


@pytest.mark.usefixtures("request_in_writing")
@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.AUDITOR, Role.OPERATOR])
def test_who_only_watches_reads_no_words(signed_in, role) -> None:
    browser = signed_in(role)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}zurueckgezogen").status_code == 403
    assert "Muster" not in browser.get("/anrufe/").content.decode()


def test_what_is_not_there_is_not_found(signed_in) -> None:
    assert signed_in(Role.OWNER).get(PAGE).status_code == 404
