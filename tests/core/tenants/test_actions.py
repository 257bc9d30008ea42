"""Setting up controllers and lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.actions import LineError, create_line, create_tenant, write_contacts
from rufschutz.core.tenants.queries import controller, lines
from rufschutz.domain.ids import LineId, TenantId

NEW = LineId("7" * 32)


def test_a_controller_is_set_up_once(tenant, now) -> None:
    before = controller(tenant)
    create_tenant(replace(before, short_name="Other"), now)
    assert controller(tenant) == before
    create_tenant(replace(before, id=TenantId("9" * 32)), now)
    assert controller(TenantId("9" * 32)).short_name == before.short_name


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", ""])
def test_a_controller_needs_a_time_zone(tenant, now, zone: str) -> None:
    with pytest.raises(LineError, match="no time zone"):
        create_tenant(replace(controller(tenant), zone=zone), now)


def test_a_line_is_set_up_and_logged(tenant, now) -> None:
    card = create_line(tenant, NEW, "notdienst", "Notdienst", ("10.0.0.0/8", "::1"), now)
    assert card in lines(tenant)
    assert card.active
    with tenant_scope(tenant):
        assert OutboxEntry.objects.filter(event="policy:line:changed", subject=NEW).count() == 1


def test_the_same_line_again_changes_nothing(tenant, line, now) -> None:
    assert create_line(tenant, line, "praxis", "Other", ("::1",), now).name == "Anmeldung"


@pytest.mark.parametrize("user_part", ["", "a b", "praxis@host", "ä", "x" * 65, "../praxis"])
def test_a_user_part_is_plain(tenant, now, user_part: str) -> None:
    with pytest.raises(LineError, match="user part"):
        create_line(tenant, NEW, user_part, "x", (), now)


def test_a_taken_user_part_is_refused(tenant, now) -> None:
    with pytest.raises(LineError, match="already"):
        create_line(tenant, NEW, "praxis", "x", (), now)


def test_a_user_part_of_another_controller_is_refused_without_naming_it(tenant, other_tenant, now) -> None:
    with pytest.raises(LineError, match="already"):
        create_line(tenant, NEW, "andere", "x", (), now)


def test_a_peer_is_an_address(tenant, now) -> None:
    with pytest.raises(LineError, match=r"example\.org"):
        create_line(tenant, NEW, "neu", "x", ("example.org",), now)


def test_what_is_written_stands_beside_what_is_spoken_and_is_logged_without_its_words(tenant, line, now):
    before = controller(tenant)
    write_contacts(tenant, line, " Beispielplatz 1a, 10117 Berlin ", None, "test", now)
    after = controller(tenant)
    assert (after.postal, after.address) == ("Beispielplatz 1a, 10117 Berlin", before.address)
    assert after.officer == before.officer
    with tenant_scope(tenant):
        logged = OutboxEntry.objects.filter(event="policy:line:changed", subject=line)
        assert ["Beispielplatz" in row.payload for row in logged] == [False]
    write_contacts(tenant, line, "", "dsb@example.org", "test", now)
    assert (controller(tenant).postal, controller(tenant).officer) == (before.postal, "dsb@example.org")


@pytest.mark.parametrize("words", ["two\nlines", "x" * 201])
def test_what_is_written_is_one_line(tenant, line, now, words: str) -> None:
    with pytest.raises(LineError, match="one line"):
        write_contacts(tenant, line, words, None, "test", now)
    assert controller(tenant).address_written == ""
