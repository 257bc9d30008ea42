"""How far each spool file has been read, and which facts have been applied."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class SpoolPosition(models.Model):
    """The last line of a spool file that is in the record, committed together with its rows.

    ``damaged_line`` stops this file, and this file only, until someone has looked. ``shift`` is what
    to add to a line's number to have its fact's sequence: other than 0 behind damage that moved lines.
    ``closed``: nothing whole follows the damage that was passed over, and nothing will.
    """

    id = models.BigAutoField(primary_key=True)
    writer = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField(default=0)
    shift = models.IntegerField(default=0)
    damaged_line = models.PositiveBigIntegerField(null=True)
    fault = models.CharField(max_length=200, default="")
    closed = models.BooleanField(default=False)
    read_at = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["writer", "epoch"], name="one_position_per_file")]


class AppliedFact(TenantRow):
    """A fact that is in the record: the key that makes applying it again do nothing."""

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    writer = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    applied_at = MomentField(db_index=True)
