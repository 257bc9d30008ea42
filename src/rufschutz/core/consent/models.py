"""Consent events, append-only, and the current state projected from them; wishes, receipts, answers.

The database itself refuses to change an event and to delete one that no erasure
names (migrations, ``append_only``). Evidence is sealed under the tenant's evidence
key, so that erasing a caller does not erase the proof of having had the consent.
A number stands here as its keyed index alone, and a receipt's code as well.
"""

from __future__ import annotations

from django.db import models

from rufschutz.core.base import TenantRow
from rufschutz.core.fields import IdField, MomentField


class ConsentEvent(TenantRow):
    """One change of a consent (ISO/IEC TS 27560); ``id`` is the fact's.

    ``evidence`` is the whole fact, sealed; ``grounded``: for a yes, it shows a question that
    was heard to its end, a period that was promised, and a key that went down afterwards.
    ``kind``, ``rule`` and ``due_at`` are set when the call is over; they alone may change.
    ``call`` is '' for what was imported. ``number_index``: for a standing consent alone, which
    means nothing without it; ``channel`` and ``product`` say how far one for advertising reaches.
    """

    id = IdField(primary_key=True)
    call = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    at = MomentField()
    position = models.PositiveIntegerField()
    plan = IdField()
    text = models.CharField(max_length=80, default="")
    language = models.CharField(max_length=8, default="")
    method = models.CharField(max_length=16, default="")
    refused_by = models.CharField(max_length=24, default="")
    promised = models.CharField(max_length=24, default="")
    grounded = models.BooleanField(default=False)
    evidence = models.BinaryField()
    kind = models.CharField(max_length=32, default="")
    rule = models.CharField(max_length=64, default="")
    due_at = MomentField(null=True, db_index=True)
    number_index = models.CharField(max_length=64, default="", db_default="", db_index=True)
    channel = models.CharField(max_length=16, default="", db_default="")
    product = models.CharField(max_length=64, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["call", "at", "position"], name="consent_in_order"),
            models.Index(fields=["tenant_id", "at", "id"], name="ledger_in_order"),
            models.Index(fields=["tenant_id", "due_at"], name="consents_by_due_moment"),
        ]


class Consent(TenantRow):
    """The state in which a call's consent for a purpose is now: a projection of the events.

    ``number_index`` is the caller's number under the key for consent look-ups, '' where
    the number may not be kept.
    """

    id = models.BigAutoField(primary_key=True)
    call = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    event = IdField(db_index=True)
    at = MomentField()
    number_index = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "call", "purpose"], name="one_state_per_purpose"),
        ]


class StandingConsent(TenantRow):
    """In which state a number's standing consent for a purpose is now: a projection of the events.

    ``channel`` and ``product`` are '' but for advertising. ``used_at``: when it was last made use
    of; ``expires_at``: when it ends unless it is used or confirmed before, None once it has ended.
    """

    id = models.BigAutoField(primary_key=True)
    number_index = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, default="")
    product = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=16)
    event = IdField(db_index=True)
    at = MomentField()
    text = models.CharField(max_length=80, default="")
    used_at = MomentField(null=True)
    expires_at = MomentField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "number_index", "purpose", "channel", "product"],
                name="one_standing_per_purpose",
            ),
        ]


class StandingWish(TenantRow):
    """A standing wish about a number: never to record, no advertising. It names neither call nor caller.

    ``contact_at``: the last call from the number, as far as it is known; ``reviewed_at``: when someone
    last confirmed that the wish is still needed; ``ended_at``: taken back, so without effect from then.
    """

    id = IdField(primary_key=True)
    preference = models.CharField(max_length=24)
    number_index = models.CharField(max_length=64)
    method = models.CharField(max_length=16)
    set_at = MomentField()
    contact_at = MomentField()
    reviewed_at = MomentField(null=True)
    ended_at = MomentField(null=True)
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64)
    due_at = MomentField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "number_index", "preference"], name="one_wish_per_number"
            ),
        ]


class Receipt(TenantRow):
    """A receipt that was read out; ``id`` is the fact's. The code is kept as its keyed index alone.

    ``day``: that of the call in the tenant's zone, the second factor. It goes a while after the last
    thing that it shows (``gone_at``), so that "deleted on" can be read until then.
    """

    id = IdField(primary_key=True)
    code_index = models.CharField(max_length=64)
    call = IdField(db_index=True)
    line = IdField()
    day = models.CharField(max_length=10)
    issued_at = MomentField()
    gone_at = MomentField(null=True)
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64)
    due_at = MomentField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "code_index"], name="receipts_by_code")]


class GuessWindow(models.Model):
    """How often receipt codes were tried in an hour: altogether, of a tenant, for a code, from an address.

    ``place`` is a keyed hash, for code and address under a key of that hour; rows of past hours are
    deleted. ``hour`` counts from the epoch.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=64)
    hour = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "hour"], name="one_count_per_hour")]


class StaffAnswer(TenantRow):
    """What a member of the team answered about the own voice for a purpose; append-only, the last counts."""

    id = IdField(primary_key=True)
    person = IdField(db_index=True)
    purpose = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    at = MomentField()
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64)
    due_at = MomentField(db_index=True)


class CouncilAgreement(TenantRow):
    """In which state the works agreement came to be (§ 87(1) Nr. 6 BetrVG); append-only, the last counts.

    ``agreed_on``: the day of the agreement, ``YYYY-MM-DD``, '' where none is signed; ``ends_on``: the
    last day on which it holds, '' where it has no end; ``document``: how the house files it.
    """

    id = IdField(primary_key=True)
    state = models.CharField(max_length=16)
    agreed_on = models.CharField(max_length=10, default="")
    ends_on = models.CharField(max_length=10, default="", db_default="")
    document = models.CharField(max_length=120, default="", db_default="")
    person = IdField()
    at = MomentField()
    kind = models.CharField(max_length=32)
    rule = models.CharField(max_length=64)
    due_at = MomentField(db_index=True)
