"""What emergency access (break-glass) opens: one call, to one person, for one purpose, for a time.

Decides which acts an open glass reaches, and which words of the table it lifts. It must never
reach another tenant, another call, a purpose of its own making (checking quality, training), or
anybody whose role is kept from content: the data protection officer, the auditor, the operator
(Art. 38(6) GDPR, § 203 StGB). What is locked (Art. 18, a dispute, quarantine) stays locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.domain.access.request import Action, Obligation, Role
from rufschutz.domain.access.table import MATTER, RECORD

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Glass, Request
    from rufschutz.domain.ids import PurposeId

ROLES: Final = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Who can have one open. The owner needs none; nobody else may come near content."""

LIFTS: Final = frozenset({"role", "purpose", "kind", "reach"})
"""The rules that speak for the table; all others hold as before."""

REACHES: Final[dict[PurposeId, frozenset[tuple[Action, PurposeId]]]] = {
    MATTER: frozenset({(Action.VIEW_CALL, MATTER), (Action.VIEW_NUMBER, MATTER)}),
    RECORD: frozenset({(Action.VIEW_CALL, MATTER), (Action.PLAY_RECORDING, RECORD)}),
}
"""What a glass of a purpose opens: acts, each with the purpose for which it is asked."""

OPENED: Final = {
    Action.VIEW_CALL: frozenset({Obligation.LOG, Obligation.MASK_NUMBERS}),
    Action.VIEW_NUMBER: frozenset({Obligation.LOG}),
    Action.PLAY_RECORDING: frozenset({Obligation.LOG}),
}
"""What is owed for an act that it opens; the reason was given when it was opened."""


def opens(glass: Glass, request: Request) -> bool:
    """Say whether this glass reaches the request at its moment."""
    actor, labels = request.actor, request.labels
    mine = (glass.person, glass.role, glass.tenant) == (actor.person, actor.role, actor.tenant)
    there = labels.tenant == glass.tenant and labels.call is not None and labels.call == glass.call
    locked = labels.restricted or labels.held or labels.quarantined
    within = (request.action, request.purpose) in REACHES.get(glass.purpose, frozenset())
    living = actor.role in ROLES and glass.since <= request.at < glass.until
    return mine and there and within and living and not locked
