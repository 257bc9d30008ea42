"""Erasures: what is being destroyed or was, by which rule, and how far it has come."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.domain.retention.erasure import ErasureState

UNFINISHED = (ErasureState.WRAPS_DESTROYED, ErasureState.BLOB_DELETED, ErasureState.ABSENCE_VERIFIED)
"""States in which something is left to be done: few rows at any time."""


class Erasure(TenantRow):
    """The end of one artefact. It names ids, kind and rule, never content.

    Written in one transaction with the destruction of the wraps and the scrubbing of
    the row; ``blob`` ('' if there is none) is deleted and read back from here, so a
    crash loses nothing. ``call`` is opaque and goes when the call itself is erased. One that
    cannot be finished says why (``fault``), how often that was (``tries``) and when the next try is.
    """

    id = IdField(primary_key=True)
    artefact = IdField(db_index=True)
    call = IdField(default="", db_index=True)
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64)
    blob = IdField(default="")
    keys = models.JSONField(default=list)
    state = models.CharField(max_length=16, db_index=True)
    because = models.CharField(max_length=32)
    before_storage = models.BooleanField(default=False)
    due_at = MomentField(null=True)
    destroyed_at = MomentField()
    verified_at = MomentField(null=True)
    clock = models.CharField(max_length=16)
    tries = models.IntegerField(null=True)
    fault = models.CharField(max_length=16, null=True)  # noqa: DJ001 - a table of millions gets no default in place
    next_at = MomentField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "state"], name="erasures_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "artefact", "kind"], name="one_erasure_per_artefact"
            ),
        ]


class RunStop(TenantRow):
    """Deletion runs of a tenant stand still, or stood still and no run has gone through since."""

    id = IdField(primary_key=True)
    reason = models.CharField(max_length=300)
    by = IdField()
    since = MomentField()
    until = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="one_stop_per_tenant")]


class StopWish(TenantRow):
    """The officer's request to stop runs, and what a manager answered; ``answer`` is '' while it is open."""

    id = IdField(primary_key=True)
    officer = IdField()
    reason = models.CharField(max_length=300)
    days = models.PositiveSmallIntegerField()
    asked_at = MomentField()
    answer = models.CharField(max_length=16, default="", db_index=True)
    answered_by = IdField(default="")
    answered_at = MomentField(null=True)
    words = models.CharField(max_length=300, default="")
    due_at = MomentField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id"], condition=models.Q(answer=""), name="one_open_wish_per_tenant"
            ),
        ]
