"""Whether a member of the team may be recorded on the own side of a call.

The agent's word is protected like the caller's (§ 201 StGB), so the agent's own consent is
needed; where a works council exists, a signed agreement as well (§ 87(1) Nr. 6 BetrVG), and while
that is pending, or nobody has said whether there is a council, nothing is captured. A no by key
in a call needs no reason. It holds for that call, names nobody and is stored nowhere: what nobody
stores, nobody can count per person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rufschutz.domain.call.facts import ConsentState


class CouncilState(StrEnum):
    """Whether a works council exists, and how far its agreement is."""

    NONE = "none"
    SIGNED = "agreement_signed"
    PENDING = "pending"


class LegReason(StrEnum):
    """Why the agent's side is captured or not; the first that applies, in this order."""

    NO_IN_THIS_CALL = "no_in_this_call"
    COUNCIL_UNKNOWN = "council_unknown"
    COUNCIL_PENDING = "council_pending"
    NEVER_ANSWERED = "never_answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NO_LONGER_VALID = "no_longer_valid"
    CONSENTED = "consented"


@dataclass(frozen=True, slots=True)
class LegAnswer:
    """The answer for one agent, one purpose and one call. It names nobody."""

    reason: LegReason

    @property
    def allowed(self) -> bool:
        """Whether the agent's side may be captured."""
        return self.reason is LegReason.CONSENTED


_OWN: Final = {
    ConsentState.REQUESTED: LegReason.NEVER_ANSWERED,
    ConsentState.GIVEN: LegReason.CONSENTED,
    ConsentState.REFUSED: LegReason.REFUSED,
    ConsentState.WITHDRAWN: LegReason.WITHDRAWN,
    ConsentState.EXPIRED: LegReason.NO_LONGER_VALID,
    ConsentState.INVALIDATED: LegReason.NO_LONGER_VALID,
}


def agent_leg(
    own: ConsentState | None, council: CouncilState | None, *, no_in_this_call: bool = False
) -> LegAnswer:
    """Return whether an agent's side may be captured for a purpose, and why or why not.

    ``own``: the state of the agent's own consent for it, None where it was never asked for.
    ``council``: None where nobody has said whether there is a works council.
    """
    if no_in_this_call:
        return LegAnswer(LegReason.NO_IN_THIS_CALL)
    if council is None:
        return LegAnswer(LegReason.COUNCIL_UNKNOWN)
    if council is CouncilState.PENDING:
        return LegAnswer(LegReason.COUNCIL_PENDING)
    return LegAnswer(LegReason.NEVER_ANSWERED if own is None else _OWN[own])
