"""When the worker does what: one row per recurring job. Dropping the table loses no deletion."""

from __future__ import annotations

from django.db import models

from rufschutz.core.fields import MomentField

SPOOL = "spool"
"""The job whose last good run says up to when everything in the spool is in the record."""


class Schedule(models.Model):
    """A recurring job: when it is next due, how its last run went, and how often in a row it failed."""

    name = models.CharField(max_length=32, primary_key=True)
    next_at = MomentField()
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    fault = models.CharField(max_length=200, default="")
    failures = models.PositiveIntegerField(default=0)
