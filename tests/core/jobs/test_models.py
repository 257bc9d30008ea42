"""The schedule is one row per job."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.jobs.models import Schedule


@pytest.mark.django_db
def test_a_job_stands_there_once():
    Schedule.objects.create(name="sweep", next_at=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(name="sweep", next_at=2)
