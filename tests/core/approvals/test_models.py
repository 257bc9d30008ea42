from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rufschutz.core.approvals.models import Approval
from rufschutz.core.base import tenant_scope


def test_a_proposal_has_one_approval_at_most(tenant, now):
    with tenant_scope(tenant):
        word = {"tenant_id": tenant, "proposal": "p", "sha256": "x", "signed_in_at": now, "at": now}
        Approval.objects.create(id="1", person="a", **word)
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.create(id="2", person="b", **word)
