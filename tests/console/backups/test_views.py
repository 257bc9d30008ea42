from __future__ import annotations

import pytest
from console_keys import anew

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.backup.actions.drills import note
from rufschutz.core.backup.models import Backup, Order
from rufschutz.core.base import tenant_scope
from rufschutz.core.jobs.models import Schedule
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.moments import DAY


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_sees_backups(signed_in, role) -> None:
    expected = 200 if Action.VIEW_BACKUPS in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get("/sicherung/").status_code == expected


def test_without_a_backup_the_page_says_what_to_do(signed_in, door) -> None:
    page = signed_in(Role.OWNER).get("/sicherung/").content.decode()
    assert "Es gibt keine Datensicherung der letzten zwei Tage." in page
    assert "rufschutz drill" in page
    with tenant_scope(door.tenant):
        assert OutboxEntry.objects.filter(event="console:backups:viewed").exists()


def test_with_backups_and_drill_the_horizon_is_told(signed_in) -> None:
    now = Clock().now()
    for sort in ("data", "keys"):
        Backup.objects.create(
            id=sort,
            sort=sort,
            at=now,
            place="/mnt/there",
            size=5_000_000,
            due_at=now + 7 * DAY,
            finished_at=now,
        )
    note(True, "sqlite", "0" * 64, now)
    page = signed_in(Role.OWNER).get("/sicherung/").content.decode()
    assert "Sicherungen und Übung sind aktuell." in page
    assert "wenn die letzte heutige Schlüsselsicherung gelöscht ist" in page
    assert "/mnt/there" not in page


@pytest.mark.rule("R66")
def test_a_backup_is_asked_for_with_password_and_code_once_more(signed_in, door) -> None:
    client = signed_in(Role.OWNER)
    assert "Jetzt sichern" in client.get("/sicherung/").content.decode()
    refused = client.post("/sicherung/anlegen", {"password": "wrong", "code": "000000"})
    assert refused.status_code == 422
    assert not Order.objects.exists()
    for _ in range(2):
        answered = client.post("/sicherung/anlegen", anew())
        assert (answered.status_code, answered.headers["Location"]) == (302, "/sicherung/")
    assert Order.objects.count() == 1
    assert Schedule.objects.get(name="backup").next_at <= Clock().now()
    with tenant_scope(door.tenant):
        assert OutboxEntry.objects.filter(event="console:backup:ordered").count() == 2


def test_who_may_not_ask_for_a_backup_is_not_offered_one(signed_in) -> None:
    client = signed_in(Role.DATA_PROTECTION_OFFICER)
    assert "Jetzt sichern" not in client.get("/sicherung/").content.decode()
    assert client.post("/sicherung/anlegen", {}).status_code == 403
