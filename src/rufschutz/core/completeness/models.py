"""Births as they were told, what a check counted, and differences until a person has settled them.

A difference stays as long as `incident_file` says; births stay as erasures do, and name no call.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class Incident(TenantRow):
    """Something that is not as it has to be. ``details``: names with ids, counts, yes or no; never content.

    ``kind`` is an `IncidentKind`; ``subject`` the id or name of what it is about, one open incident
    for each pair. ``gone_at``: a later check no longer found it. It stays open until a person closes
    it with ``words``. ``due_at``: None until the nightly check has dated it.
    """

    id = IdField(primary_key=True)
    kind = models.CharField(max_length=48)
    subject = models.CharField(max_length=160)
    details = models.JSONField(default=dict)
    found_at = MomentField(db_index=True)
    last_seen_at = MomentField()
    gone_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    closed_by = IdField(default="")
    words = models.TextField(default="")
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "kind", "subject"],
                condition=models.Q(closed_at=None),
                name="one_open_incident",
            ),
        ]


class Birth(TenantRow):
    """That a recording began, written with the fact that told of it; ``id`` is the artefact's.

    It outlives row and erasure of the call, so that nothing can vanish without one.
    """

    id = IdField(primary_key=True)
    day = MomentField()


class StoreCheck(TenantRow):
    """What one check of the store saw: counts alone.

    ``days``: rows of ``[first moment, stored, making, unstored, erased, missing]``, the newest first;
    ``fates``: the same of all. ``more``: so many differences that not every one was written down.
    """

    id = IdField(primary_key=True)
    at = MomentField(db_index=True)
    counts = models.JSONField(default=dict)
    fates = models.JSONField(default=list)
    days = models.JSONField(default=list)
    more = models.BooleanField(default=False)
