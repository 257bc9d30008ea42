"""What someone wants to take effect, a second person's word on it, and the officer's opinion."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.domain.approval.subject import Subject


class Proposal(TenantRow):
    """What someone wants to take effect, as it was shown: never changed but for what became of it.

    ``subject``: what it is about; ``target``: the one thing it is about (a call, a hold), '' for none;
    ``count``: how many things it reached when it was made. ``base``: the version of the policy it was
    compared with, '' where none was; ``document``: the canonical JSON; ``sha256`` over all that was shown.
    ``loosened``: ``[path, how]`` of each point that protects less; ``material``: purposes whose
    standing consents it makes stale. ``ripe_at`` is None where a second person is needed. ``version``
    is what it became, '' until then; ``reached``: how many things it reached then. ``used_at``: when who
    asked first made use of their leave. ``due_at`` is set when it is decided.
    """

    id = IdField(primary_key=True)
    subject = models.CharField(max_length=32, default=Subject.POLICY.value)
    target = IdField(default="", db_index=True)
    count = models.PositiveIntegerField(default=0)
    base = IdField(default="")
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
    reached = models.PositiveIntegerField(null=True)
    used_at = MomentField(null=True)
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
