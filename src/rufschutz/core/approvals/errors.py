"""What keeps a proposal from being made, or from being found."""

from __future__ import annotations

from rufschutz.core.errors import CoreError


class ProposalError(CoreError):
    """A proposal that cannot be made so; the message says what is missing."""

    advice = "Add what is missing and propose it again."


class NoProposalError(CoreError):
    """There is no such proposal for this controller."""

    advice = "See: rufschutz policy show"


class NoLeaveError(CoreError):
    """What takes a second person's word in this profile, and has none (any more)."""

    advice = "Ask for it first and do it within 24 hours of the approval: see rufschutz approvals --help."
