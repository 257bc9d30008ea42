"""A tenant is one controller (Art. 4(7) GDPR); a line is a number it answers.

The directory of tenants is installation-wide: it is what a scope is opened from.
A line's user part is unique in the installation, because a call carries nothing else.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField
from rufschutz.core.tenants.choices import Opening


class Tenant(models.Model):
    """A controller: the names callers hear, its profile, and where to reach its officer and authority.

    ``address``, ``dpo_contact``, ``authority`` and ``url`` as they are spoken; ``address_written`` and
    ``dpo_written`` as they stand on pages and paper, '' for what follows from the spoken ones.
    """

    id = IdField(primary_key=True)
    full_name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    address = models.CharField(max_length=300)
    zone = models.CharField(max_length=40, default="Europe/Berlin")
    language = models.CharField(max_length=2, default="de")
    profile = models.CharField(max_length=1)
    dpo_contact = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    address_written = models.CharField(max_length=300, default="", db_default="")
    dpo_written = models.CharField(max_length=200, default="", db_default="")
    created_at = MomentField()


class Line(TenantRow):
    """A number of a tenant: the user part of its SIP address, who may send calls, and its own choices.

    ``reasons``: ids in the order of the keys, None for all of the policy.
    """

    id = IdField(primary_key=True)
    user_part = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    allowed_peers = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    opening = models.CharField(max_length=16, default=Opening.ASK_FIRST.value)
    reasons = models.JSONField(null=True)
    created_at = MomentField()


class LineText(TenantRow):
    """A line's own words for one text of the policy in one language."""

    id = IdField(primary_key=True)
    line = IdField(db_index=True)
    text = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "text", "language"], name="one_wording_per_line"),
        ]
