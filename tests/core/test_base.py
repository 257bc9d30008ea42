"""A tenant's rows are read and written in its scope, and nowhere else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction
from django.test.utils import isolate_apps
from django_scopes import ScopeError, scopes_disabled

from rufschutz.core.base import (
    FixedColumnError,
    ForeignTenantError,
    TenantRow,
    require_own_targets,
    require_tenant,
    tenant_scope,
)
from rufschutz.core.recordings.models import Recording
from rufschutz.core.tenants.models import Line


def row(tenant: str, now: int) -> Line:
    return Line(id="7" * 32, tenant_id=tenant, user_part="neu", name="x", created_at=now)


def test_reading_needs_a_scope(tenant) -> None:
    with pytest.raises(ScopeError):
        Line.objects.count()


def test_a_scope_shows_its_tenants_rows_only(tenant, other_tenant) -> None:
    with tenant_scope(tenant):
        assert {line.tenant_id for line in Line.objects.all()} == {tenant}
        assert not Line.objects.filter(tenant_id=other_tenant).exists()


def test_a_foreign_row_is_never_written(tenant, other_tenant, now) -> None:
    with tenant_scope(tenant):
        with pytest.raises(ForeignTenantError):
            row(other_tenant, now).save()
        with pytest.raises(ForeignTenantError):
            Line.objects.create(
                id="7" * 32, tenant_id=other_tenant, user_part="neu", name="x", created_at=now
            )
        with pytest.raises(ForeignTenantError):
            Line.objects.bulk_create([row(tenant, now), row(other_tenant, now)])
        assert Line.objects.count() == 1


def test_nothing_is_written_outside_a_scope(tenant, now) -> None:
    with pytest.raises(ForeignTenantError):
        row(tenant, now).save()


def test_own_rows_are_written(tenant, now) -> None:
    with tenant_scope(tenant):
        Line.objects.bulk_create([row(tenant, now)])
        assert Line.objects.count() == 2


def test_the_refusal_names_the_next_step(tenant) -> None:
    with pytest.raises(ForeignTenantError) as caught:
        require_tenant(tenant)
    assert "tenant_scope" in caught.value.diagnostics()


def made(office) -> Recording:
    office.recorded()
    return Recording.objects.get()


def foreign_line(other_tenant) -> Line:
    with tenant_scope(other_tenant):
        return Line.objects.get()


def test_outside_a_scope_nothing_is_inserted_in_bulk_either(tenant, now) -> None:
    with pytest.raises(ForeignTenantError):
        Line.objects.bulk_create([row(tenant, now)])


def test_a_foreign_row_is_not_taken_over_by_its_key(tenant, other_tenant, now) -> None:
    theirs = foreign_line(other_tenant)
    forged = Line(id=theirs.id, tenant_id=tenant, user_part="meins", name="x", created_at=now)
    with tenant_scope(tenant):
        with pytest.raises(IntegrityError), transaction.atomic():
            forged.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            forged.save(update_fields=["name"])
        with pytest.raises(ForeignTenantError):
            Line.objects.bulk_create(
                [forged], update_conflicts=True, update_fields=["name"], unique_fields=["id"]
            )
        assert forged.delete()[0] == 0
        assert Line.objects.filter(id=theirs.id).update(name="x") == 0
        assert Line.objects.filter(id=theirs.id).delete()[0] == 0
        assert Line.objects.bulk_update([forged], ["name"]) == 0
    assert foreign_line(other_tenant).name == "Anmeldung"


def test_a_foreign_row_at_hand_is_neither_written_nor_deleted(tenant, other_tenant) -> None:
    theirs = foreign_line(other_tenant)
    theirs.name = "x"
    with tenant_scope(tenant):
        for write in (theirs.save, theirs.delete, lambda: Line.objects.bulk_update([theirs], ["name"])):
            with pytest.raises(ForeignTenantError):
                write()
    assert foreign_line(other_tenant).name == "Anmeldung"


def test_what_is_found_or_made_is_ones_own(tenant, other_tenant, now) -> None:
    theirs = foreign_line(other_tenant)
    values = {"user_part": "neu", "name": "x", "created_at": now}
    with tenant_scope(tenant):
        for make in (Line.objects.get_or_create, Line.objects.update_or_create):
            with pytest.raises(ForeignTenantError):
                make(id="7" * 32, defaults={**values, "tenant_id": other_tenant})
            with pytest.raises(IntegrityError), transaction.atomic():
                make(id=theirs.id, defaults={**values, "tenant_id": tenant})
        line, new = Line.objects.get_or_create(id="7" * 32, defaults={**values, "tenant_id": tenant})
        assert new
        assert not Line.objects.get_or_create(id=line.id)[1]
    assert foreign_line(other_tenant).name == "Anmeldung"


def test_a_row_never_moves_to_another_tenant(tenant, other_tenant) -> None:
    with tenant_scope(tenant):
        mine = Line.objects.get()
        with pytest.raises(FixedColumnError, match="tenant_id"):
            Line.objects.update(tenant_id=other_tenant)
        with pytest.raises(FixedColumnError, match="tenant_id"):
            Line.objects.bulk_update([mine], ["tenant_id"])
    mine.tenant_id = other_tenant
    with tenant_scope(other_tenant), pytest.raises(FixedColumnError, match="tenant_id"):
        mine.save()


@pytest.mark.rule("R33")
@pytest.mark.usefixtures("scope")
def test_what_a_row_was_collected_for_never_changes(office) -> None:
    recording = made(office)
    recording.purpose = "quality"
    with pytest.raises(FixedColumnError, match="purpose"):
        recording.save()
    with pytest.raises(FixedColumnError, match="purpose"):
        Recording.objects.bulk_update([recording], ["purpose"])
    with pytest.raises(FixedColumnError, match="purpose"):
        Recording.objects.update(purpose="quality")
    recording.refresh_from_db()
    assert recording.purpose == "record_matter"
    recording.save()


@isolate_apps("rufschutz.core.tenants")
def test_a_forward_key_stays_within_the_tenant(tenant, other_tenant) -> None:
    class Desk(TenantRow):
        line = models.ForeignKey(Line, on_delete=models.CASCADE, null=True)

        class Meta:
            app_label = "tenants"

    with tenant_scope(tenant):
        require_own_targets(Desk(tenant_id=tenant, line=None))
        require_own_targets(Desk(tenant_id=tenant, line=Line.objects.get()))
        foreign = Desk(tenant_id=tenant, line_id=foreign_line(other_tenant).pk)
        for write in (foreign.save, lambda: Desk.objects.bulk_create([foreign])):
            with pytest.raises(ForeignTenantError, match="line leads to no row"):
                write()


def test_where_scopes_are_off_nothing_is_written(tenant, now) -> None:
    with tenant_scope(tenant), scopes_disabled(), pytest.raises(ForeignTenantError):
        row(tenant, now).save()
