"""What a caller asked for and confirmed: to be called back, and what it is about."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.domain.call.facts import About


class Channel(StrEnum):
    """How a request came: in a call, or in writing by the form of the line."""

    CALL = "call"
    WEB = "web"


class Matter(TenantRow):
    """A confirmed request; ``id`` is the fact's. Number and reason are sealed under the call's subject key.

    One that was written (``channel`` web) belongs to no call: ``call`` is then its own id, under
    which its own subject key lies, and ``note_sealed`` holds name and words. Its number may be an
    e-mail address.

    ``about``: for whom it is (`domain.call.facts.About`).
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
    channel = models.CharField(max_length=8, default=Channel.CALL.value, db_default=Channel.CALL.value)
    note_sealed = models.BinaryField(null=True)
    about = models.CharField(max_length=16, default=About.CALLER.value, db_default=About.CALLER.value)
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)
