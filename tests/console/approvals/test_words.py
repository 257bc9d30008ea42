"""Every state and every refusal has its words; none is told by its code."""

from __future__ import annotations

import pytest

from rufschutz.console.approvals import words
from rufschutz.console.approvals.telling import REFUSALS
from rufschutz.core.accounts.identity import IdentityError
from rufschutz.core.errors import CoreError
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.proposal import State


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words(state: State) -> None:
    assert str(words.STATES[state])


def test_a_refusal_is_told_in_the_words_of_its_part(monkeypatch) -> None:
    class OwnError(CoreError):
        """What one part refuses with."""

    monkeypatch.setitem(REFUSALS, OwnError, "Das ist gesperrt.")
    assert words.told(OwnError("locked")) == ("Das ist gesperrt.",)
    assert words.told(IdentityError("no")) == ("Passwort oder Code stimmt nicht.",)
    assert "schon entschieden" in words.told(errors.NotWaitingError("over"))[0]


def test_a_data_subject_has_no_name() -> None:
    assert words.by_whom("") == "Die anrufende Person selbst"
    assert words.by_whom("Leitung") == "Leitung"
