"""A spool file has one position, a fact is applied once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.ingest.models import SpoolPosition


@pytest.mark.django_db
def test_a_file_has_one_position():
    SpoolPosition.objects.create(writer="v", epoch=1, read_at=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpoolPosition.objects.create(writer="v", epoch=1, read_at=0)
