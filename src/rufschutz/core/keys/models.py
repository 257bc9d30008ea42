"""Keys at rest: every one wrapped under another, the topmost under the root key, which is elsewhere.

Rows and wraps are deleted in one transaction, so they live in one database; a data
backup leaves out every ``vault_*`` table. No row here holds a key in the clear.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class RootCheck(models.Model):
    """Which root key this installation has: its id, and a value that only this key gives."""

    id = IdField(primary_key=True)
    check_value = models.CharField(max_length=64)
    created_at = MomentField()


class SigningKey(models.Model):
    """An Ed25519 key by name (``plan``, ``log/<tenant id>``); ``public`` is hex."""

    name = models.CharField(max_length=64, primary_key=True)
    public = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    created_at = MomentField()


class Level(models.TextChoices):
    """Where a key stands in the hierarchy."""

    TENANT = "tenant"
    EVIDENCE = "evidence"
    LOOKUP = "lookup"
    SUBJECT = "subject"
    PURPOSE = "purpose"


class VaultKey(TenantRow):
    """A key of the hierarchy, wrapped under ``parent``.

    ``parent`` of a tenant's key is '' (the root key); '' of a subject's key is the tenant's oldest key.
    ``subject`` is a call's id for subject and purpose keys, ``purpose`` a purpose's
    id for purpose keys; both are '' elsewhere. ``superseded_at``: since when another key of
    this place takes what is new; the older one opens what still lies under it, and then goes.
    """

    id = IdField(primary_key=True)
    level = models.CharField(max_length=16, choices=Level.choices)
    parent = IdField(default="")
    subject = IdField(default="", db_index=True)
    purpose = models.CharField(max_length=64, default="")
    wrapped = models.BinaryField()
    created_at = MomentField()
    superseded_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "level", "subject", "purpose"],
                condition=models.Q(superseded_at=None),
                name="one_key_per_place",
            ),
        ]


class Rotation(TenantRow):
    """A key that is being replaced: ``old`` by ``new``; nothing under ``old`` is left once it is finished.

    ``moved``: how many keys and payloads were wrapped anew so far.
    """

    id = IdField(primary_key=True)
    level = models.CharField(max_length=16)
    old = IdField()
    new = IdField()
    moved = models.PositiveBigIntegerField(default=0)
    actor = IdField()
    begun_at = MomentField()
    finished_at = MomentField(null=True)


class VaultWrap(TenantRow):
    """An artefact's data key, wrapped for one purpose that currently permits it."""

    id = IdField(primary_key=True)
    artefact = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    parent = IdField(db_index=True)
    wrapped = models.BinaryField()
    created_at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "artefact", "purpose"], name="one_wrap_per_purpose"),
        ]


class KeyEpoch(models.Model):
    """A key pair to which voice seals: journals per tenant and day, spool files per day.

    ``tenant_id`` is '' for spool epochs. ``wrapped`` is None once the private part
    is destroyed; the row stays, so that its public key and its end can be shown.
    """

    id = IdField(primary_key=True)
    tenant_id = IdField(default="", db_index=True)
    day = models.DateField()
    public = models.BinaryField()
    wrapped = models.BinaryField(null=True)
    created_at = MomentField()
    destroyed_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "day"], name="one_epoch_per_day"),
        ]
