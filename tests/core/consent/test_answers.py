"""Nobody has answered and nothing was agreed until it was."""

from __future__ import annotations

import datetime as dt

from rufschutz.core.consent import answers
from rufschutz.domain.consent.staff import LegReason
from rufschutz.domain.ids import PersonId, PurposeId

TODAY = dt.date(2026, 9, 21)


def test_silence_is_no_answer_and_no_agreement(tenant):
    assert answers.states_of(tenant, PersonId("1" * 32)) == {}
    assert answers.council(tenant, TODAY) is None
    assert answers.agreement(tenant) is None
    leg = answers.leg_of(tenant, PersonId("1" * 32), PurposeId("quality"), TODAY)
    assert leg.reason is LegReason.COUNCIL_UNKNOWN
