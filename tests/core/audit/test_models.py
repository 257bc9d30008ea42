"""An index is given once, and a tenant has one log."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.audit.models import LogEntry, LogHead


@pytest.mark.usefixtures("scope")
def test_no_leaf_takes_the_place_of_another(office):
    office.sequence()
    row = LogEntry.objects.get(index=0)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.usefixtures("scope")
def test_there_is_one_head(office):
    office.sequence()
    with pytest.raises(IntegrityError), transaction.atomic():
        LogHead.objects.create(tenant_id=office.tenant)
