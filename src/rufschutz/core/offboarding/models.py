"""An offboarding: what is left of a controller. It outlives the controller's rows, and names nobody."""

from __future__ import annotations

from django.db import models

from rufschutz.core.fields import IdField, MomentField


class State(models.TextChoices):
    """How far it is. Up to `RETURNED` everything is there; from `DESTROYED` on nothing can be read."""

    BEGUN = "begun"
    EXPORTED = "exported"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    DELETED = "deleted"
    FINISHED = "finished"


class Offboarding(models.Model):
    """One controller's end. ``manifest``: SHA-256 of the list of what is handed back (hex).

    ``manifest`` is the receipt: who opened the package can name it. ``secret``: the package's one-time key,
    sealed, while the package is being written and never after; ``handed_at``: when it was first taken along.
    ``approvals``: ids of the persons who asked and decided; ``keys``: ids of the controller's destroyed
    long-lived keys; ``counts``: what was deleted, by kind; ``certificate``: the proof of the last entry
    of its log, canonical JSON; ``log_key``: the verifier key that checks it.
    """

    id = IdField(primary_key=True)
    tenant_id = IdField(unique=True)
    state = models.CharField(max_length=16, choices=State.choices, db_index=True)
    approvals = models.JSONField(default=list)
    begun_at = MomentField()
    manifest = models.CharField(max_length=64, default="")
    secret = models.BinaryField(null=True)
    handed_at = MomentField(null=True)
    exported_at = MomentField(null=True)
    returned_at = MomentField(null=True)
    returned_by = IdField(default="")
    keys = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    finished_at = MomentField(null=True)
    certificate = models.TextField(default="")
    log_key = models.CharField(max_length=200, default="")
