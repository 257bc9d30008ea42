"""Many rows in one statement are what they would be one by one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from rufschutz.core.backup.models import Tombstone
from rufschutz.core.base import ForeignTenantError
from rufschutz.core.postgres.many import insert_all
from rufschutz.core.retention.models import Erasure

KEYS = ["größer", 'a"b', "\\x27 %s"]


def erasure(tenant, number, **words):
    told = {"kind": "message", "rule": "r", "keys": KEYS, "state": "logged", "because": "sweep"}
    return Erasure(
        id=f"{number:032x}",
        tenant_id=tenant,
        artefact=f"{number:032x}",
        destroyed_at=7,
        clock="real",
        **told | words,
    )


def said(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.usefixtures("scope")
def test_what_goes_in_comes_out(office):
    rows = [
        erasure(office.tenant, number, due_at=number, before_storage=number == 2) for number in range(1, 4)
    ]
    insert_all(rows)
    there = Erasure.objects.filter(id__in=[row.id for row in rows]).order_by("id")
    assert [said(row) for row in there] == [said(row) for row in rows]


@pytest.mark.usefixtures("scope")
def test_a_number_that_counts_rows_is_left_to_the_database(office):
    insert_all(
        [Tombstone(tenant_id=office.tenant, at=None, what="erased", names=["a"], detail="") for _ in range(2)]
    )
    assert len(set(Tombstone.objects.filter(names=["a"]).values_list("pk", flat=True))) == 2


@pytest.mark.usefixtures("scope")
def test_another_tenants_row_is_refused_and_a_second_one_of_a_name_too(office, other_tenant):
    with pytest.raises(ForeignTenantError):
        insert_all([erasure(office.tenant, 1), erasure(other_tenant, 2)])
    assert not Erasure.objects.filter(id=f"{1:032x}").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([erasure(office.tenant, 1), erasure(office.tenant, 1)])


def test_nothing_to_insert_asks_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        insert_all([])
    assert connection.vendor in {"sqlite", "postgresql"}
