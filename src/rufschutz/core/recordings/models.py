"""Recordings and who listened to them."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class State(models.TextChoices):
    """Where a recording is in its life."""

    OPEN = "open"
    KEPT = "kept"
    ARCHIVED = "archived"
    DESTROYED_BEFORE_STORAGE = "destroyed_before_storage"
    ERASED = "erased"
    DAMAGED = "damaged"
    QUARANTINED = "quarantined"


class Recording(TenantRow):
    """One recording; ``id`` is the artefact's. It outlives its sound as a line that says it is gone.

    ``length`` and ``voiced`` in ms; ``gaps`` are ``[offset ms, length ms, reason]``.
    ``blob`` is set before anything is written under that name. ``promised_until`` is the
    end of the longest period the question named and is never moved later; ``proven_at``
    is when the absence of an erased sound had been read back and logged.
    """

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    line = IdField()
    purpose = models.CharField(max_length=64)
    consent = IdField(db_index=True)
    state = models.CharField(max_length=32, choices=State.choices)
    started_at = MomentField()
    ended_at = MomentField(null=True)
    length = models.PositiveIntegerField(default=0)
    voiced = models.PositiveIntegerField(default=0)
    cut_short = models.BooleanField(default=False)
    gaps = models.JSONField(default=list)
    codec = models.CharField(max_length=16, default="")
    rate = models.PositiveIntegerField(default=8000)
    size = models.PositiveBigIntegerField(default=0)
    blob = IdField(default="")
    fault = models.CharField(max_length=200, default="")
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64, default="")
    promised_until = MomentField(null=True)
    due_at = MomentField(null=True, db_index=True)
    erased_at = MomentField(null=True)
    proven_at = MomentField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "state"], name="recordings_by_state")]


class Play(TenantRow):
    """Someone listened: from when, how many ms of sound were handed out."""

    id = IdField(primary_key=True)
    recording = IdField(db_index=True)
    call = IdField(db_index=True)
    person = IdField()
    started_at = MomentField()
    finished_at = MomentField(null=True)
    heard = models.PositiveIntegerField(default=0)
