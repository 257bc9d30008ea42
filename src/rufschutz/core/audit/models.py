"""The audit log's rows: an outbox, the log with its erasable payloads, and signed checkpoints."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class OutboxEntry(TenantRow):
    """An event on its way into the log, written in the transaction it tells of.

    ``payload`` is the entry's canonical JSON, ids only. ``call`` is '' where none is meant.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.CharField(max_length=64)
    at = MomentField()
    call = IdField(default="")
    subject = IdField(default="")
    payload = models.TextField()


class LogEntry(TenantRow):
    """A leaf of the tenant's log and, until its own rule ends it, what the leaf commits to.

    ``payload`` is padded and sealed under the evidence key; payload and ``salt`` are
    None once ``redacted``, and a later leaf says so.
    ``call`` and ``subject`` are opaque; whom they lead to is erased with the call. Each index costs
    as much as a tenth of an entry: there is none that another one serves as well.
    """

    tenant_id = IdField()
    id = models.BigAutoField(primary_key=True)
    index = models.PositiveBigIntegerField()
    event = models.CharField(max_length=64)
    at = MomentField()
    call = IdField(default="")
    subject = IdField(default="")
    leaf = models.BinaryField()
    salt = models.BinaryField(null=True)
    payload = models.BinaryField(null=True)
    redacted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "index"], name="one_leaf_per_index")]
        indexes = [
            models.Index(fields=["call"], name="entries_of_a_call"),
            models.Index(fields=["subject"], name="entries_about_a_thing"),
        ]


class LogHead(TenantRow):
    """The log's size and right edge (roots of its perfect subtrees as hex, largest first).

    ``published`` is the size up to which tiles and checkpoint are known to be on disk.
    The row is also the lock under which the one sequencer works.
    """

    id = models.BigAutoField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    edge = models.JSONField(default=list)
    published = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="one_log_per_tenant")]


class Checkpoint(TenantRow):
    """A signed statement of the log's size and root (C2SP tlog-checkpoint), as text."""

    id = models.BigAutoField(primary_key=True)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    text = models.TextField()
    at = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "size"], name="one_checkpoint_per_size")]


class LogShard(TenantRow):
    """A year of the log: entries from ``first`` up to, not including, ``end`` (None while it is open).

    ``text``: its final checkpoint, kept for good. Once it is dropped (``dropped_at``) the log begins at
    ``base``, and ``edge`` holds ``[path, hex]`` of the partial tiles of hashes that stand for the rest.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveIntegerField()
    first = models.PositiveBigIntegerField()
    end = models.PositiveBigIntegerField(null=True)
    root = models.CharField(max_length=64, default="")
    text = models.TextField(default="")
    closed_at = MomentField(null=True)
    dropped_at = MomentField(null=True)
    base = models.PositiveBigIntegerField(default=0)
    edge = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "year"], name="one_shard_per_year")]


class Witnessed(TenantRow):
    """A checkpoint as a witness has countersigned it: ``note`` with the witness's line, from key ``name``.

    ``signed_at``: what the witness says (ms UTC, whole seconds); ``at``: when it was taken in.
    """

    id = models.BigAutoField(primary_key=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    note = models.TextField()
    signed_at = MomentField()
    at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "name", "size"], name="one_word_of_a_witness")
        ]
