"""Nobody has answered and nothing was agreed until it was."""

from __future__ import annotations

from rufschutz.core.consent import answers
from rufschutz.core.consent.actions.answers import CouncilState
from rufschutz.domain.ids import PersonId


def test_silence_is_no_answer_and_no_agreement(tenant):
    assert answers.states_of(tenant, PersonId("1" * 32)) == {}
    assert answers.council(tenant) is CouncilState.NONE
