"""Which policy a tenant adopted, and which call plans were published from it."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class PolicyVersion(TenantRow):
    """A policy as adopted: its canonical JSON, never changed afterwards.

    ``adopted_by`` is a person's id. The newest version of a tenant is the live one.
    """

    id = IdField(primary_key=True)
    number = models.PositiveIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    adopted_by = IdField()
    adopted_at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "number"], name="one_policy_per_number"),
        ]


class PublishedPlan(models.Model):
    """A call plan that was published: facts that name its version are accepted.

    ``sha256`` is over the plan's bytes; ``content_sha256`` over all of it that
    is not its own version and dates, so that an unchanged plan is seen.
    """

    version = IdField(primary_key=True)
    tenant_id = IdField(db_index=True)
    line = IdField(db_index=True)
    policy = IdField()
    issued_at = MomentField()
    not_after = MomentField()
    ingest_epoch = IdField()
    spool_epoch = IdField()
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
