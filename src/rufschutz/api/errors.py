"""What the interface itself refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.errors import RufschutzError

if TYPE_CHECKING:
    from rufschutz.api.problems import Fault


class ApiError(RufschutzError):
    """Root of the interface's own refusals."""


class PurposeMissingError(ApiError):
    """A key with several purposes, and a request that names none."""

    advice = "Name one in the header Rufschutz-Purpose."


class TooManyRequestsError(ApiError):
    """A key that asks faster than it may; ``wait`` in s."""

    advice = "Wait as long as Retry-After says."

    def __init__(self, wait: int) -> None:
        super().__init__("too many requests with this key")
        self.wait = wait


class UnreadableError(ApiError):
    """A body that is not what it says it is."""


class WrongTypeError(ApiError):
    """A body of a media type that is not taken."""


class OtherVersionError(ApiError):
    """A proposal made from a version of the policy that is not in force any more."""

    advice = "Read the policy in force, and propose the change from its version."


class PeopleDecideError(ApiError):
    """A program that wants to decide what a second person decides."""

    advice = (
        "A person decides, with password and code given within the last five minutes: on the page "
        "Freigaben, or rufschutz approvals approve."
    )


class InvalidError(ApiError):
    """A request whose content is refused; ``faults`` names each reason."""

    advice = "Mend what is named and send it again; nothing was changed."

    def __init__(self, message: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults
