"""Emergency access (break-glass): who opened which call, why, until when, and what the review found.

It is kept as long as the log tells who looked at something (rule ``audit_access``); it must not
fall with the call, or whoever opened it could erase that they did.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.domain.moments import Millis


class EmergencyAccess(TenantRow):
    """One opening. ``reason`` and ``words`` are what people typed; the log holds the reason's hash alone.

    ``closed_at``: given back before its time. ``finding`` and ``words`` stand once it was reviewed.
    """

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    person = IdField(db_index=True)
    role = models.CharField(max_length=32)
    purpose = models.CharField(max_length=64)
    reason = models.TextField()
    opened_at = MomentField()
    until = MomentField()
    closed_at = MomentField(null=True)
    reviewed_by = IdField(default="")
    reviewed_at = MomentField(null=True)
    finding = models.CharField(max_length=16, default="")
    words = models.TextField(default="")
    rule = models.CharField(max_length=64)
    due_at = MomentField(db_index=True)

    def over_at(self) -> Millis:
        """When it was or will be over (ms UTC)."""
        return Millis(self.until if self.closed_at is None else min(self.until, self.closed_at))
