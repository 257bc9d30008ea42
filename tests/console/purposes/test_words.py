from __future__ import annotations

from rufschutz.console.purposes import words
from rufschutz.core.purposes.policy import Availability
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState


def test_everything_has_words() -> None:
    assert set(words.CONSENT) == set(ConsentMode)
    assert set(words.VERDICTS) == set(Verdict)
    assert set(words.STATES) == set(State)
    assert set(words.AVAILABILITY) == set(Availability)
    assert all(words.sign(state).words for state in ProfileState)
