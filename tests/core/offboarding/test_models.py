"""A controller leaves once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.offboarding.models import Offboarding, State


@pytest.mark.django_db
def test_a_controller_has_one_end() -> None:
    Offboarding.objects.create(id="1" * 32, tenant_id="a" * 32, state=State.BEGUN, begun_at=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offboarding.objects.create(id="2" * 32, tenant_id="a" * 32, state=State.BEGUN, begun_at=1)
