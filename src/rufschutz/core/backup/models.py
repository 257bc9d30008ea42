"""Tombstones on their way into their file, which backups there are, drills and restores.

A tombstone names ids and keyed indexes; backups, drills and restores are the installation's and
name nobody.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class Tombstone(TenantRow):
    """What a restore has to do again, written in the transaction that did it first.

    ``at``: None for what has no moment of its own; its line tells when it was written. ``names`` and
    ``detail``: see `rufschutz.domain.restore.tombstones.What`. ``written_at``: when the line was
    durable in the file; the row goes when no backup is older than that.
    """

    id = models.BigAutoField(primary_key=True)
    at = MomentField(null=True)
    what = models.CharField(max_length=24)
    names = models.JSONField(default=list)
    detail = models.CharField(max_length=64, default="")
    written_at = MomentField(null=True, db_index=True)


class Backup(models.Model):
    """One backup file; its row is there before the file is and says until when one may be.

    ``at``: before its snapshot. ``place``: the directory. ``size`` is None until it is whole.
    """

    id = models.CharField(max_length=64, primary_key=True)
    sort = models.CharField(max_length=8)
    at = MomentField()
    place = models.TextField()
    size = models.PositiveBigIntegerField(null=True)
    due_at = MomentField(db_index=True)
    finished_at = MomentField(null=True)
    destroyed_at = MomentField(null=True)


class Order(models.Model):
    """A backup that somebody asked for on a page; the log tells who. ``done_at``: when it was whole."""

    id = models.BigAutoField(primary_key=True)
    at = MomentField()
    done_at = MomentField(null=True)


class Drill(models.Model):
    """A rehearsal of the restore; ``report`` is the SHA-256 (hex) of what it wrote."""

    id = IdField(primary_key=True)
    at = MomentField()
    passed = models.BooleanField()
    vendor = models.CharField(max_length=16)
    report = models.CharField(max_length=64)


class Restoration(models.Model):
    """A restore that took place: from when the data were, and what was found in the gap.

    ``again``: how many tombstones of each kind were done again; ``missing``: controllers that tombstones
    name and that are not there: they left, or came after the backup.
    """

    id = IdField(primary_key=True)
    at = MomentField()
    backup_at = MomentField()
    reapplied = models.PositiveIntegerField()
    stranded = models.PositiveIntegerField()
    lost_entries = models.PositiveBigIntegerField()
    again = models.JSONField(default=dict)
    missing = models.PositiveIntegerField(default=0, db_default=0)


class Stranded(models.Model):
    """A file of the gap that no row knows: sealed to nobody, destroyed when its fourteen days are over.

    ``sort``: ``blob``, ``spool`` or ``journal``; ``name`` is opaque.
    """

    id = IdField(primary_key=True)
    sort = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    found_at = MomentField()
    due_at = MomentField(db_index=True)
    destroyed_at = MomentField(null=True)
