"""What a line offers whoever calls it: whether a message may be recorded, and which key means what.

Decides the keys of the menu, once for the plan and for people who read about the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.tenants.choices import Opening
from rufschutz.domain.ids import ReasonId
from rufschutz.handover.plan import PlanMenu, PlanReason

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import Policy
    from rufschutz.core.tenants.queries import LineCard


@dataclass(frozen=True, slots=True)
class Offer:
    """``records``: callers may leave a message. ``menu``: what they may choose, None if nothing."""

    records: bool
    menu: PlanMenu | None


def offer_of(line: LineCard) -> Offer:
    """Return what a line offers as it is set up now; raise `NoPolicyError`."""
    policy, _ = tailored(live_policy(line.tenant).policy, line.choices)
    return Offer(policy.recording, menu_of(policy, line.choices.opening))


def menu_of(policy: Policy, style: Opening) -> PlanMenu | None:
    """Return the menu of a tailored policy: a key for each reason, then one for a message if asked later."""
    reasons = policy.dialog.reasons
    if not reasons:
        return None
    rows = tuple(
        PlanReason(str(place), ReasonId(reason.id), reason.calls_back, reason.about)
        for place, reason in enumerate(reasons, 1)
    )
    later = policy.recording and style is Opening.ASK_LATER
    return PlanMenu(rows, str(len(rows) + 1) if later else None)
