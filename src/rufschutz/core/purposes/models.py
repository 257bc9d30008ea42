"""Which policy a tenant adopted, how it came about, and which call plans were published from it."""

from __future__ import annotations

from typing import Final

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField

POLICY: Final = "policy"
PURPOSE: Final = "purpose"
"""What a proposal can be about."""


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


class Proposal(TenantRow):
    """What someone wants to take effect, as it was shown: never changed but for what became of it.

    ``subject``: a policy, or another purpose for one stored thing. ``base``: the version of the policy
    it was compared with; ``document``: the canonical JSON; ``sha256`` over all that was shown.
    ``loosened``: ``[path, how]`` of each point that protects less; ``material``: purposes whose
    standing consents it makes stale. ``ripe_at`` is None where a second person is needed. ``version``
    is what it became, '' until then. ``due_at`` is set when it is decided.
    """

    id = IdField(primary_key=True)
    subject = models.CharField(max_length=16, default=POLICY)
    base = IdField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    loosened = models.JSONField(default=list)
    material = models.JSONField(default=list)
    requester = IdField()
    proposed_at = MomentField()
    way = models.CharField(max_length=16)
    ripe_at = MomentField(null=True)
    ends_at = MomentField()
    state = models.CharField(max_length=16, db_index=True)
    decided_by = IdField(default="")
    decided_at = MomentField(null=True)
    version = IdField(default="")
    due_at = MomentField(null=True, db_index=True)


class Approval(TenantRow):
    """A second person's word on one document: who, when, and when they had last signed in."""

    id = IdField(primary_key=True)
    proposal = IdField(db_index=True)
    person = IdField()
    sha256 = models.CharField(max_length=64)
    signed_in_at = MomentField()
    at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "proposal"], name="one_approval_per_proposal"),
        ]


class Opinion(TenantRow):
    """What the data protection officer said of one document. It decides nothing."""

    id = IdField(primary_key=True)
    proposal = IdField(db_index=True)
    officer = IdField()
    verdict = models.CharField(max_length=16)
    words = models.CharField(max_length=2000)
    sha256 = models.CharField(max_length=64)
    at = MomentField()


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
