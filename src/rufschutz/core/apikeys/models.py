"""Keys with which machines use the API, and the requests that they may safely repeat.

A key is kept as the hash of its secret. Its row goes 30 days after its end (rule
``staff_account``), a request's a day after it was made; neither holds anything of a caller.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.domain.moments import Millis


class ApiKey(TenantRow):
    """One key: what it may do (``actions``) and for what (``purposes``), until when.

    ``used_on`` is the last day of its use (ISO 8601, UTC), '' before the first; a day and no
    moment, so that nobody's working hours stand here.
    """

    id = IdField(primary_key=True)
    name = models.CharField(max_length=60)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    actions = models.JSONField()
    purposes = models.JSONField()
    made_by = models.CharField(max_length=64)
    made_at = MomentField()
    until = MomentField(db_index=True)
    revoked_at = MomentField(null=True)
    used_on = models.CharField(max_length=10, default="")

    def ended_at(self) -> Millis:
        """When the key ended or will end."""
        return Millis(self.until if self.revoked_at is None else min(self.until, self.revoked_at))


class KnownRequest(TenantRow):
    """A request that named itself (Idempotency-Key): its name and content as hashes, then its answer.

    ``status`` is None until it was answered; ``answer`` is the answer's JSON, which names ids and
    counts only.
    """

    id = models.BigAutoField(primary_key=True)
    key = IdField()
    name_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    at = MomentField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "key", "name_sha256"], name="one_request_per_name"),
        ]
