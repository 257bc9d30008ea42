"""What is shown of an offboarding, also after its controller is gone."""

from __future__ import annotations

import pytest

from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.offboarding.queries import RETURN_WAITS, offboarding_of, progress
from rufschutz.domain.ids import TenantId

TENANT = TenantId("a" * 32)


@pytest.mark.django_db
def test_none_was_begun() -> None:
    assert progress() == ()
    assert offboarding_of(TENANT) is None


@pytest.mark.django_db
def test_who_has_the_package_has_thirty_days_to_confirm_it() -> None:
    row = Offboarding.objects.create(
        id="1" * 32, tenant_id=TENANT, state=State.EXPORTED, begun_at=1, exported_at=4, handed_at=5
    )
    [shown] = progress()
    assert shown.goes_on_at == 5 + RETURN_WAITS
    row.state = State.RETURNED
    row.save()
    assert offboarding_of(TENANT).goes_on_at is None
