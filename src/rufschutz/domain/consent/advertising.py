"""Whether somebody may be contacted for advertising: no, unless they said yes to just that.

Decides over channel and product alone (§ 7(2) UWG: consent for each; Art. 21(2), (3) GDPR: an
objection ends it at once and outweighs every consent). Outbound calls do not exist in this
product: the answer is for the controller's own systems. It must never be asked without a
consent that can still be shown (§ 7a UWG: five years from grant and from each use).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.call.facts import ConsentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.moments import Millis


class AdvertisingReason(StrEnum):
    """Why or why not; the first that applies, in this order."""

    OBJECTED = "objected"
    NEVER_CONSENTED = "never_consented"
    ENDED = "ended"
    EXPIRED = "expired"
    CONSENTED = "consented"


@dataclass(frozen=True, slots=True)
class AdvertisingConsent:
    """A consent to advertising as it stands; ``expires_at``: unless it is used before, ms UTC."""

    channel: str
    product: str
    state: ConsentState
    expires_at: Millis | None


@dataclass(frozen=True, slots=True)
class AdvertisingAnswer:
    """The answer for one number, channel and product."""

    reason: AdvertisingReason

    @property
    def allowed(self) -> bool:
        """Whether they may be contacted."""
        return self.reason is AdvertisingReason.CONSENTED


def may_advertise(
    consents: Iterable[AdvertisingConsent], channel: str, product: str, now: Millis, *, objected: bool
) -> AdvertisingAnswer:
    """Return whether a number may be contacted for ``product`` by ``channel`` at ``now``."""
    if objected:
        return AdvertisingAnswer(AdvertisingReason.OBJECTED)
    found = [each for each in consents if (each.channel, each.product) == (channel, product)]
    if not found:
        return AdvertisingAnswer(AdvertisingReason.NEVER_CONSENTED)
    if any(each.state is not ConsentState.GIVEN for each in found):
        return AdvertisingAnswer(AdvertisingReason.ENDED)
    if any(each.expires_at is not None and each.expires_at <= now for each in found):
        return AdvertisingAnswer(AdvertisingReason.EXPIRED)
    return AdvertisingAnswer(AdvertisingReason.CONSENTED)
