"""Recordings, what they may be used for, and who listened to them."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.domain.ids import KindId


class State(models.TextChoices):
    """Where a recording is in its life."""

    OPEN = "open"
    KEPT = "kept"
    ARCHIVED = "archived"
    DESTROYED_BEFORE_STORAGE = "destroyed_before_storage"
    ERASED = "erased"
    DAMAGED = "damaged"
    QUARANTINED = "quarantined"


QUARANTINE = KindId("quarantine")
"""The kind of what no valid consent permits: sealed to nobody, destroyed soon."""

SOUNDING = (State.KEPT, State.ARCHIVED, State.QUARANTINED, State.DAMAGED)
"""States in which something of a recording's sound may still be stored."""


class Recording(TenantRow):
    """One recording; ``id`` is the artefact's. It outlives its sound as a line that says it is gone.

    ``length`` and ``voiced`` in ms; ``gaps`` are ``[offset ms, length ms, reason]``.
    ``purpose`` and ``consent`` are those it was made under. ``kind``, ``rule``, ``promised_until``
    and ``due_at`` are those of its last living use. ``blob`` is set before anything is written under
    that name; ``proven_at`` is when the absence of an erased sound had been read back and logged.
    ``digest``: SHA-256 (hex) of the whole archive as it was written; ``intact``: what the last look at
    it found, at ``checked_at``; None where nobody has looked.
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
    blob = IdField(default="", db_index=True)
    digest = models.CharField(max_length=64, default="")
    intact = models.BooleanField(null=True)
    checked_at = MomentField(null=True, db_index=True)
    fault = models.CharField(max_length=200, default="")
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64, default="")
    promised_until = MomentField(null=True)
    due_at = MomentField(null=True, db_index=True)
    erased_at = MomentField(null=True)
    proven_at = MomentField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "state"], name="recordings_by_state")]


class Use(TenantRow):
    """What a recording is kept for: one purpose that a living consent of the same call permits.

    ``consent`` is the fact of the yes, ``kind`` the kind of data that this purpose makes of the
    sound, ``due_at`` when this use ends. ``ended_at`` is set with the end of its wrap and never taken
    back. While any use lives the recording does; it is due with the last of them.
    """

    id = models.BigAutoField(primary_key=True)
    artefact = IdField(db_index=True)
    call = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    consent = IdField(db_index=True)
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64)
    promised_until = MomentField()
    due_at = MomentField(db_index=True)
    ended_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "artefact", "purpose"], name="one_use_per_purpose"),
        ]


class Play(TenantRow):
    """Someone listened: from when, how many ms of sound were handed out."""

    id = IdField(primary_key=True)
    recording = IdField(db_index=True)
    call = IdField(db_index=True)
    person = IdField()
    started_at = MomentField()
    finished_at = MomentField(null=True)
    heard = models.PositiveIntegerField(default=0)
