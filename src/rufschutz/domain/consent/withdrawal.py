"""A withdrawal after the call: entered by staff, or by the caller without anyone of the house.

Decides when one can be entered. It takes effect at once and needs no one's approval
(Art. 7(3) GDPR); it must never be harder than that. While the call runs the caller
withdraws alone, with the star.
"""
# ruff: noqa: TC001 - a withdrawal is written as evidence by its type hints, at run time

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rufschutz.domain.call.facts import Head
from rufschutz.domain.errors import DomainError
from rufschutz.domain.ids import PersonId, PurposeId


class WithdrawalError(DomainError):
    """Root of why a withdrawal cannot be entered."""


class CallStillRunning(WithdrawalError):  # noqa: N818 - a state, not a fault
    """The call has not ended."""

    advice = "The caller withdraws now by pressing the star. Enter it here once the call is over."


class NothingToWithdraw(WithdrawalError):  # noqa: N818 - a state, not a fault
    """Nobody consented in this call, and no sound of it is stored."""

    advice = "Nothing has to be deleted. Look at the call's course to see what was answered."


class Method(StrEnum):
    """How the wish to withdraw reached the record.

    Entered by staff, in the console or at the shell; by the caller alone, on the receipt's page or
    with its code in another call; by another system over the API. MINOR: staff took the caller for
    a child, so that the yes never counted.
    """

    STAFF = "staff"
    SHELL = "staff_shell"
    RECEIPT = "receipt"
    PHONE = "phone"
    API = "api"
    MINOR = "staff_minor"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The evidence that a consent was withdrawn after the call.

    ``by`` entered what the caller wanted; None: nobody did, the caller went the way that ``method`` names.
    """

    head: Head
    purpose: PurposeId
    method: Method
    by: PersonId | None = None


def require_withdrawable(*, ended: bool, given: bool, stored: bool, withdrawn: bool) -> None:
    """Raise `CallStillRunning`, or `NothingToWithdraw` where there is neither consent nor sound.

    ``given``: a consent is in force. ``stored``: sound of the call may exist, whatever it
    rests on. ``withdrawn``: it was withdrawn before, so entering it again is no error.
    """
    if not ended:
        raise CallStillRunning("the call is still running")
    if not (given or stored or withdrawn):
        raise NothingToWithdraw("there is neither a consent nor a recording in this call")
