"""Nobody is advertised to who did not say yes to this way and this product, or has objected since."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.advertising import AdvertisingConsent, AdvertisingReason, may_advertise
from rufschutz.domain.moments import Millis

NOW = Millis(1_790_000_000_000)
YES = AdvertisingConsent("phone", "Heizung", ConsentState.GIVEN, Millis(NOW + 1))
ENDED = AdvertisingConsent("phone", "Heizung", ConsentState.WITHDRAWN, None)
OVER = AdvertisingConsent("phone", "Heizung", ConsentState.GIVEN, NOW)


@pytest.mark.rule("R35")
@pytest.mark.parametrize(
    ("consents", "channel", "product", "objected", "reason"),
    [
        ([YES], "phone", "Heizung", False, AdvertisingReason.CONSENTED),
        ([YES], "phone", "Heizung", True, AdvertisingReason.OBJECTED),
        ([YES], "sms", "Heizung", False, AdvertisingReason.NEVER_CONSENTED),
        ([YES], "phone", "Zeitung", False, AdvertisingReason.NEVER_CONSENTED),
        ([], "phone", "Heizung", False, AdvertisingReason.NEVER_CONSENTED),
        ([ENDED], "phone", "Heizung", False, AdvertisingReason.ENDED),
        ([YES, ENDED], "phone", "Heizung", False, AdvertisingReason.ENDED),
        ([OVER], "phone", "Heizung", False, AdvertisingReason.EXPIRED),
    ],
)
def test_an_objection_wins_and_a_yes_counts_for_its_own_way_and_product(
    consents, channel, product, objected, reason
):
    answer = may_advertise(consents, channel, product, NOW, objected=objected)
    assert (answer.reason, answer.allowed) == (reason, reason is AdvertisingReason.CONSENTED)
