"""What is done when a second person's word lets a request about a hold take effect.

Each runs in the deciding transaction, which holds the tenant's log: a release past the period begins
the erasure in it, so that of a death between any two lines nothing or all is left.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rufschutz.core.approvals.effects import takes_effect
from rufschutz.core.approvals.models import Approval
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.holds.actions.rows import locked_row, pure, tell
from rufschutz.core.holds.actions.settling import BY_TIME, end
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.hold import (
    confirmed,
    released,
    renewed,
    require_released,
    require_restriction,
)
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.core.holds.models import Hold


@takes_effect(Subject.PLACE_HOLD)
def confirm(asked: Proposal, now: Millis) -> str:
    """Let a provisional hold stand until its end."""
    row = locked_row(asked.target)
    done = confirmed(pure(row), now)
    row.state, row.confirmed_by, row.confirmed_at = done.state.value, _second(asked), now
    row.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _keep_over_restores(row, now)
    tell(row, AuditEvent.ARTEFACT_HELD, row.confirmed_by, now)
    return row.id


@takes_effect(Subject.RENEW_HOLD)
def renew(asked: Proposal, now: Millis) -> str:
    """Give a hold the later end that was shown."""
    row = locked_row(asked.target)
    done = renewed(pure(row), Millis(int(json.loads(asked.document)["ends_at"])), now)
    row.ends_at = done.ends_at
    row.save(update_fields=["ends_at"])
    _keep_over_restores(row, now)
    tell(row, AuditEvent.HOLD_RENEWED, _second(asked), now)
    return row.id


@takes_effect(Subject.RELEASE_HOLD)
def release(asked: Proposal, now: Millis) -> str:
    """End a hold; what is past its time dies in this transaction."""
    row = locked_row(asked.target)
    require_released(pure(row))
    end(row, released(pure(row), now), AuditEvent.HOLD_RELEASED, _second(asked), now)
    return row.id


@takes_effect(Subject.LIFT_RESTRICTION)
def lift(asked: Proposal, now: Millis) -> str:
    """End a restriction; the worker makes the keys for what may be used again."""
    row = locked_row(asked.target)
    require_restriction(pure(row))
    end(row, released(pure(row), now), AuditEvent.RESTRICTION_LIFTED, _second(asked), now)
    return row.id


def _keep_over_restores(row: Hold, now: Millis) -> None:
    bury(TenantId(row.tenant_id), What.HOLD_KEPT, [row.id], now, str(row.ends_at))


def _second(asked: Proposal) -> str:
    """Return whose word it was, `BY_TIME` where who asked is alone."""
    word = Approval.objects.filter(proposal=asked.id).order_by("-at").values_list("person", flat=True)
    return word.first() or BY_TIME
