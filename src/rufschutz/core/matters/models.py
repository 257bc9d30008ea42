"""What a caller asked for and confirmed: to be called back, and what it is about."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class Matter(TenantRow):
    """A confirmed request; ``id`` is the fact's. Number and reason are sealed under the call's subject key.

    ``number_rule`` is '' where there never was a number: a message with its reason alone.
    ``number_due_at`` is when the callback number goes, ``due_at`` when the matter does;
    both rest on their caps until the event that starts their period.
    """

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    line = IdField()
    confirmed_at = MomentField()
    number_sealed = models.BinaryField(null=True)
    number_index = models.CharField(max_length=64, default="", db_index=True)
    number_mask = models.CharField(max_length=32, default="")
    reason_sealed = models.BinaryField(null=True)
    called_back_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    number_due_at = MomentField(null=True, db_index=True)
    number_rule = models.CharField(max_length=64, default="")
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)
