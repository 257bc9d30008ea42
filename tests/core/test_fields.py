"""Ids are 32 characters, moments whole milliseconds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rufschutz.core.fields import MANY, IdField, MomentField
from rufschutz.core.tenants.models import Tenant


def test_an_id_is_thirty_two_characters() -> None:
    assert IdField().max_length == 32
    assert IdField(max_length=64).max_length == 64


def test_a_moment_keeps_its_milliseconds(tenant, now) -> None:
    Tenant.objects.filter(id=tenant).update(created_at=now + 1)
    assert Tenant.objects.get(id=tenant).created_at == now + 1
    assert MomentField().get_internal_type() == "BigIntegerField"


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, 50 * MANY])
def test_rows_are_found_by_as_many_ids_as_there_are(count, tenant) -> None:
    strangers = [f"{place:032x}" for place in range(count - 1)]
    for ids in ([*strangers, tenant], {*strangers, tenant}):
        assert [row.id for row in Tenant.objects.filter(id__in=ids)] == [tenant]
        assert not Tenant.objects.exclude(id__in=ids).filter(id=tenant).exists()


def test_many_ids_are_one_parameter_and_a_subquery_stays_one(tenant) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        list(Tenant.objects.filter(id__in=[f"{place:032x}" for place in range(MANY)]))
        assert Tenant.objects.filter(id__in=Tenant.objects.values("id")).count() == 1
    words = "ANY" if connection.vendor == "postgresql" else "json_each"
    assert words in seen[0]["sql"]
    assert words not in seen[1]["sql"]


@pytest.mark.parametrize("odd", ["a,b", 'a"b', "a\\b", "{a}", "", "%s", "NULL"])
def test_what_is_no_id_is_found_among_many_too(odd, tenant) -> None:
    [row] = Tenant.objects.filter(id=tenant)
    row.pk = odd
    row.save(force_insert=True)
    many = [*(f"{place:032x}" for place in range(MANY)), odd]
    assert [found.id for found in Tenant.objects.filter(id__in=many)] == [odd]
