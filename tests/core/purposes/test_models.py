"""Policies and plans as rows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.models import PolicyVersion


def test_a_number_is_given_once(tenant, now) -> None:
    row = {
        "tenant_id": tenant,
        "number": 1,
        "document": "{}",
        "sha256": "x",
        "adopted_by": "p",
        "adopted_at": now,
    }
    with tenant_scope(tenant):
        PolicyVersion.objects.create(id="1" * 32, **row)
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyVersion.objects.create(id="2" * 32, **row)
