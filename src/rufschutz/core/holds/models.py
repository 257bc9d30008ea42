"""Holds on calls: the record of each, which has a rule of its own and outlives what it kept."""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class Hold(TenantRow):
    """One hold on one call; it covers every artefact of that call, whenever that was made.

    ``covered``: how many things it reached when it was set. ``asked`` is who set it, ``confirmed_by`` the
    second person ('' for none, ``core`` where time alone confirmed it), ``proposal`` where that was asked.
    ``told``: the caller knows; else ``untold`` says why not. ``due_at``, when the record itself
    goes, is set when the hold ends.
    """

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    opponent = models.CharField(max_length=500, default="")
    claim = models.CharField(max_length=500, default="")
    counsel = models.CharField(max_length=500, default="")
    article = models.CharField(max_length=500, default="")
    told = models.BooleanField(default=False)
    untold = models.CharField(max_length=500, default="")
    covered = models.PositiveIntegerField(default=0)
    asked = IdField()
    proposal = IdField(default="")
    placed_at = MomentField()
    confirmed_by = IdField(default="")
    confirmed_at = MomentField(null=True)
    ends_at = MomentField()
    ended_at = MomentField(null=True)
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "state", "call"], name="holds_by_state")]
