"""Nobody has answered and nothing was agreed until it was."""

from __future__ import annotations

import datetime as dt

from rufschutz.core.consent import answers
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.consent.staff import LegReason
from rufschutz.domain.ids import PersonId, PurposeId
from rufschutz.domain.moments import Millis

NOW = Millis(1_790_000_000_000)
TODAY = dt.date(2026, 9, 21)


def test_silence_is_no_answer_and_no_agreement(tenant):
    assert answers.states_of(tenant, PersonId("1" * 32)) == {}
    assert answers.council(tenant, TODAY) is None
    assert answers.agreement(tenant) is None
    leg = answers.leg_of(tenant, PersonId("1" * 32), PurposeId("quality"), TODAY)
    assert leg.reason is LegReason.COUNCIL_UNKNOWN


def test_a_call_centre_asks_its_team_wherever_a_voice_would_be_kept_and_a_practice_never(
    tenant, other_tenant
):
    adopt_policy(tenant, shipped_policy("C"), PersonId("init"), NOW)
    asked = answers.asked_of_the_team(tenant)
    assert {"quality", "staff_training", "listen_in"} <= set(asked)
    assert not {"handle_matter", "answer_call", "advertise", "statistics"} & set(asked)
    adopt_policy(other_tenant, shipped_policy("P"), PersonId("init"), NOW)
    assert answers.asked_of_the_team(other_tenant) == ()
