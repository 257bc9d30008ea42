"""The page of the store: the last check, what does not fit, settled with words by whoever may."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions import incident
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.completeness.models import Incident
from rufschutz.core.ingest.desk import Desk
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.purposes.queries import rules
from rufschutz.domain.completeness.incident import IncidentKind

WORDS = "Die Datei lag auf der alten Platte und ist zurückgeholt."


@pytest.fixture
def checked(stage, tenant, message):
    desk = Desk(stage.keys, rules, stage.root / "spool", stage.root / "journals", stage.blobs)
    check(tenant, desk, Clock().now())


@pytest.fixture
def difference(tenant):
    incident(tenant, IncidentKind.ROW_WITHOUT_BLOB, "7" * 32, (), Clock().now())
    with tenant_scope(tenant):
        return Incident.objects.get(subject="7" * 32).id


@pytest.mark.rule("R48")
def test_the_last_check_shows_its_figures(signed_in, checked):
    page = signed_in(Role.OWNER).get("/bestand/").content.decode()
    assert "begonnen 1, gespeichert 1" in page
    assert "✔ 1 von 1 Aufnahmen unverändert" in page
    assert "Keine Abweichung ist offen." in page


@pytest.mark.rule("R48")
def test_a_difference_says_what_to_do_and_is_settled_with_words(signed_in, difference, tenant):
    browser = signed_in(Role.OWNER)
    page = browser.get("/bestand/").content.decode()
    assert "Die Datei einer Aufnahme fehlt." in page
    assert "aus einer Sicherung" in page
    assert "nicht geklärt" in browser.get("/").content.decode() + browser.get("/lage/").content.decode()
    short = browser.post(f"/bestand/{difference}/geklaert", {"words": "ok"})
    assert short.status_code == 422
    assert "in einem Satz" in short.content.decode()
    assert browser.post(f"/bestand/{difference}/geklaert", {"words": WORDS}).status_code == 302
    assert WORDS in browser.get("/bestand/").content.decode()
    again = browser.post(f"/bestand/{difference}/geklaert", {"words": WORDS})
    assert "schon jemand" in again.content.decode()
    with tenant_scope(tenant):
        assert Incident.objects.get().closed_at is not None


def test_a_check_is_asked_of_the_worker(signed_in, tenant):
    browser = signed_in(Role.DATA_PROTECTION_OFFICER)
    assert browser.post("/bestand/pruefen").status_code == 302
    assert Schedule.objects.get(name="store").next_at <= Clock().now()
    assert "beginnt gleich" in browser.get("/bestand/").content.decode()


@pytest.mark.rule("R84")
def test_the_officer_sees_a_difference_and_settles_none(signed_in, difference, tenant):
    browser = signed_in(Role.DATA_PROTECTION_OFFICER)
    page = browser.get("/bestand/").content.decode()
    assert "Die Datei einer Aufnahme fehlt." in page
    assert "/geklaert" not in page
    assert "Leitung und Technik" in page
    assert browser.post(f"/bestand/{difference}/geklaert", {"words": WORDS}).status_code == 403
    with tenant_scope(tenant):
        assert Incident.objects.get().closed_at is None


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.AUDITOR])
def test_who_may_not_check_the_store_does_not_see_it(signed_in, tenant, role):
    assert signed_in(role).get("/bestand/").status_code in (403, 404)
