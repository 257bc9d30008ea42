"""Why an approval does not count. Each refusal names the next step."""

from __future__ import annotations

from rufschutz.domain.errors import DomainError


class ApprovalError(DomainError):
    """Root of what the rules of approval refuse."""


class NotWaitingError(ApprovalError):
    """The proposal was decided before, or its time is over."""

    advice = "See what became of it; propose the change again if it is still wanted."


class SamePersonError(ApprovalError):
    """Who proposed it cannot approve it, under whatever account."""

    advice = "Ask another owner or the deputy. Who is alone waits 48 hours; then it takes effect by itself."


class OfficerDecidesError(ApprovalError):
    """The data protection officer gives an opinion and decides nothing (Art. 38(6) GDPR)."""

    advice = "State your opinion; an owner or the deputy decides."


class NoSecondError(ApprovalError):
    """Neither an owner nor the deputy."""

    advice = "Ask another owner or the deputy."


class ForeignHandError(ApprovalError):
    """Whoever answers the phone for a client does not publish the client's policy (Art. 28(3)(a) GDPR)."""

    advice = "Ask somebody of the client: rufschutz accounts add EMAIL --name NAME --role owner --of client"


class StaleSignInError(ApprovalError):
    """Password and code were given too long ago."""

    advice = "Enter password and code again; an approval counts within five minutes of it."


class ChangedError(ApprovalError):
    """What was shown is not what was proposed."""

    advice = "Read the proposal again as it stands, then approve it."


class NoOpinionError(ApprovalError):
    """A protection would be loosened, and the officer has not spoken yet."""

    advice = "Ask the data protection officer for an opinion; it may also be an objection."


class OwnOpinionError(ApprovalError):
    """Who proposed it gives no opinion on it, under whatever role (Art. 38(6) GDPR)."""

    advice = "The data protection officer is another person than who proposes; name one who is."


class NotYoursError(ApprovalError):
    """Only who made a proposal takes it back."""

    advice = "Reject it instead."
