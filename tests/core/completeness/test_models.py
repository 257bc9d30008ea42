"""One open incident for each difference; the database itself keeps it so."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.completeness.models import Incident

pytestmark = pytest.mark.usefixtures("scope")


def row(name, tenant, closed_at=None):
    return Incident(
        id=name * 32, tenant_id=tenant, kind="k", subject="s", found_at=1, last_seen_at=1, closed_at=closed_at
    )


def test_the_same_difference_is_open_once_and_may_come_again_when_it_was_settled(tenant):
    row("1", tenant, closed_at=5).save()
    row("2", tenant, closed_at=7).save()
    row("3", tenant).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        row("4", tenant).save()
