"""What keeps a policy from being adopted or a plan from going live: every fault, each with its path."""

from __future__ import annotations

from dataclasses import dataclass

from rufschutz.core.approvals.errors import NoProposalError, ProposalError
from rufschutz.core.errors import CoreError

__all__ = [
    "Fault",
    "InForceError",
    "NoPolicyError",
    "NoProposalError",
    "PlanRefusedError",
    "PolicyFileError",
    "ProposalError",
    "UnchangedError",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: ``texts.opening.keypad.ask_first.de``."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class PolicyFileError(CoreError):
    """A policy file that cannot be read; the message holds the path."""

    advice = "Mend the named place in the policy file."


class NoPolicyError(CoreError):
    """A tenant that has adopted no policy."""

    advice = "Adopt a policy first; `rufschutz init` adopts the shipped one."


class PlanRefusedError(CoreError):
    """A policy from which no call plan may be published; ``faults`` holds all of them."""

    advice = "Nothing was published; the plan before stays in force."

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class InForceError(CoreError):
    """A policy that is in force is not replaced by one person at once."""

    advice = "Propose the change: rufschutz policy propose; a second person or 48 hours let it take effect."


class UnchangedError(ProposalError):
    """A proposal that would change nothing."""

    advice = "The policy in force says so already."
