"""Consent events, append-only, and the current state projected from them.

The database itself refuses to change an event and to delete one that no erasure
names (migrations, ``append_only``). Evidence is sealed under the tenant's evidence
key, so that erasing a caller does not erase the proof of having had the consent.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class ConsentEvent(TenantRow):
    """One change of a consent (ISO/IEC TS 27560); ``id`` is the fact's.

    ``evidence`` is the whole fact, sealed; ``grounded``: for a yes, it shows a question that
    was heard to its end, a period that was promised, and a key that went down afterwards.
    ``kind``, ``rule`` and ``due_at`` are set when the call is over; they alone may change.
    """

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    at = MomentField()
    position = models.PositiveIntegerField()
    plan = IdField()
    text = models.CharField(max_length=80, default="")
    language = models.CharField(max_length=8, default="")
    method = models.CharField(max_length=16, default="")
    refused_by = models.CharField(max_length=24, default="")
    promised = models.CharField(max_length=24, default="")
    grounded = models.BooleanField(default=False)
    evidence = models.BinaryField()
    kind = models.CharField(max_length=32, default="")
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["call", "at", "position"], name="consent_in_order")]


class Consent(TenantRow):
    """The state in which a call's consent for a purpose is now: a projection of the events.

    ``number_index`` is the caller's number under the key for consent look-ups, '' where
    the number may not be kept.
    """

    id = models.BigAutoField(primary_key=True)
    call = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    event = IdField(db_index=True)
    at = MomentField()
    number_index = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "call", "purpose"], name="one_state_per_purpose"),
        ]
