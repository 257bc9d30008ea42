"""Why a hold is not set, renewed or ended. Each refusal names the next step."""

from __future__ import annotations

from rufschutz.domain.errors import DomainError


class HoldError(DomainError):
    """Root of what the rules of holds refuse."""


class NoGroundError(HoldError):
    """A hold that does not say for what it is needed."""

    advice = "Name opponent, claim and counsel; of a legal duty its article; of a request what was asked."


class NotToldError(HoldError):
    """The caller was not told, and nobody says why not."""

    advice = "Tell the caller in writing, or say why that would defeat the claim (§ 32(1) no. 4 BDSG)."


class EndDateError(HoldError):
    """An end that is past, or further away than this kind of hold may last."""

    advice = "Name an earlier day; what is still needed then can be renewed by two persons."


class EndedError(HoldError):
    """The hold is over; what it kept was deleted when its time had come."""

    advice = "See the list of holds for what became of it; a new reason needs a hold of its own."


class NotConfirmedError(HoldError):
    """A second person has not confirmed it yet."""

    advice = "Ask an owner or the deputy to confirm it; unconfirmed it lapses after seven days."


class OtherWayError(HoldError):
    """A restriction is lifted and never released, a hold the other way round."""

    advice = "Release a hold; lift a restriction."
