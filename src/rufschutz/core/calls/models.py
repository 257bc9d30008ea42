"""A call as far as it may be remembered, and its timeline.

A number stands here only sealed under the call's subject key and as a keyed index;
what people see of it is the mask. A withheld number leaves all three empty.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class EntryKind(models.TextChoices):
    """What a line of the timeline tells."""

    TEXT_PLAYED = "text_played"
    KEY_HEARD = "key_heard"
    CONSENT = "consent"
    RECORDING_STARTED = "recording_started"
    RECORDING_PAUSED = "recording_paused"
    RECORDING_RESUMED = "recording_resumed"
    RECORDING_KEPT = "recording_kept"
    RECORDING_GONE = "recording_gone"
    MATTER = "matter"
    STARTED = "started"
    ENDED = "ended"


class Call(TenantRow):
    """One call. ``outcome`` is '' while it runs; ``subject`` is the id under which its keys stand.

    ``kind`` and ``rule`` name the retention rule that set ``due_at``; ``number_due_at``
    is when the sealed number, its index and its mask go, never after ``due_at``.
    ``packets_received`` is None for a call whose media was not measured; the packets are the
    caller's, ``far_lost`` are ours that the caller's side reports lost.
    """

    id = IdField(primary_key=True)
    line = IdField(db_index=True)
    plan = IdField()
    started_at = MomentField()
    ended_at = MomentField(null=True)
    ended_by = models.CharField(max_length=16, default="")
    outcome = models.CharField(max_length=32, default="")
    withheld = models.BooleanField(default=False)
    packets_received = models.PositiveIntegerField(null=True)
    packets_doubled = models.PositiveIntegerField(db_default=0)
    packets_lost = models.PositiveIntegerField(db_default=0)
    packets_late = models.PositiveIntegerField(db_default=0)
    jitter_ms = models.PositiveIntegerField(db_default=0)
    round_trip_ms = models.PositiveIntegerField(null=True)
    far_lost = models.PositiveIntegerField(null=True)
    number_sealed = models.BinaryField(null=True)
    number_index = models.CharField(max_length=64, default="", db_index=True)
    number_mask = models.CharField(max_length=32, default="")
    number_due_at = MomentField(null=True, db_index=True)
    kind = models.CharField(max_length=32, default="")
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "-started_at", "id"], name="calls_newest_first"),
            models.Index(fields=["tenant_id", "due_at"], name="calls_by_due_moment"),
        ]


class TimelineEntry(TenantRow):
    """A line of a call's timeline; ``id`` is the fact's. ``position`` orders facts of one moment."""

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    at = MomentField()
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=EntryKind.choices)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["call", "at", "position"], name="timeline_in_order")]
