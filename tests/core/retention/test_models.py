"""An artefact of one kind is erased once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.usefixtures("scope")
def test_a_second_erasure_of_the_same_artefact_is_refused(office):
    office.recorded()
    run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    row = Erasure.objects.get()
    row.pk = "f" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
