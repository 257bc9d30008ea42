"""Ids are 32 characters, moments whole milliseconds."""

from __future__ import annotations

from rufschutz.core.fields import IdField, MomentField
from rufschutz.core.tenants.models import Tenant


def test_an_id_is_thirty_two_characters() -> None:
    assert IdField().max_length == 32
    assert IdField(max_length=64).max_length == 64


def test_a_moment_keeps_its_milliseconds(tenant, now) -> None:
    Tenant.objects.filter(id=tenant).update(created_at=now + 1)
    assert Tenant.objects.get(id=tenant).created_at == now + 1
    assert MomentField().get_internal_type() == "BigIntegerField"
