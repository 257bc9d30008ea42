"""Which policy a tenant adopted, how it came about, and which call plans were published from it."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class PolicyVersion(TenantRow):
    """A policy as adopted: its canonical JSON, never changed afterwards.

    ``adopted_by`` is the id of the person who proposed it, ``proposal`` what it was before, '' for
    the one of the set-up. ``material``: purposes about which callers are now told something else,
    so that standing consents of before are stale. The newest version of a tenant is the live one.
    """

    id = IdField(primary_key=True)
    number = models.PositiveIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    adopted_by = IdField()
    adopted_at = MomentField()
    proposal = IdField(default="")
    material = models.JSONField(default=list)

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


class PurposeChange(TenantRow):
    """Why one stored thing is used for another purpose than it was collected for (Art. 6(4) GDPR).

    ``approval`` is the proposal that a second person let take effect, with the officer's opinion beside
    it. Without such a row the database refuses to change the purpose of anything, and of what rests
    on consent it refuses it always (migrations, ``purpose_stays``). Never changed afterwards.
    """

    id = IdField(primary_key=True)
    artefact = IdField(db_index=True)
    was = models.CharField(max_length=64)
    becomes = models.CharField(max_length=64)
    record = models.TextField()
    approval = IdField()
    at = MomentField()
    due_at = MomentField(db_index=True)
