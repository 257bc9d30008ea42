"""A consent is shown with the version of the policy under which it was asked for."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.consent.wordings import wordings
from rufschutz.core.purposes.models import PolicyVersion, PublishedPlan


@pytest.mark.usefixtures("scope")
def test_the_plan_of_the_call_says_which_version_was_asked_under(office):
    caller = office.recorded()
    event = ConsentEvent.objects.filter(call=caller.id).first()
    PolicyVersion.objects.create(
        id="7" * 32, tenant_id=office.tenant, number=3, document="{}", sha256="0" * 64, adopted_by="1" * 32,
        adopted_at=office.now,
    )  # fmt: skip
    PublishedPlan.objects.filter(version=event.plan).delete()
    assert wordings(office.tenant, [event.id]) == {}
    PublishedPlan.objects.create(
        version=event.plan, tenant_id=office.tenant, line="2" * 32, policy="7" * 32, issued_at=office.now,
        not_after=office.now, ingest_epoch="", spool_epoch="", sha256="", content_sha256="",
    )  # fmt: skip
    found = wordings(office.tenant, [event.id])[event.id]
    assert (found.number, found.since) == (3, office.now)
