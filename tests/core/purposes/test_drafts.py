"""A draft says why, changes something, and says what a changed question means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.approvals.actions import REASON, require_reason
from rufschutz.core.purposes.drafts import Draft, require_said
from rufschutz.core.purposes.errors import ProposalError, UnchangedError
from rufschutz.domain.ids import PurposeId

ANY = Draft(lambda policy: policy, "Weil.")


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON + 1)])
def test_a_reason_is_given_and_can_be_read(reason: str) -> None:
    with pytest.raises(ProposalError, match="reason"):
        require_reason(reason)
    require_reason("x" * REASON)


def test_what_changes_nothing_is_none(policy) -> None:
    with pytest.raises(UnchangedError):
        require_said(ANY, policy, policy)
    require_said(ANY, policy, policy.with_period("matter", "P14D"))


def test_another_question_is_material_or_not_and_its_maker_says_which(policy) -> None:
    text = policy.text("question.record.keypad")
    asked = policy.with_text(replace(text, words=text.words | {"de": text.words["de"] + " Bitte."}))
    with pytest.raises(ProposalError, match=r"texts\.question\.record\.keypad"):
        require_said(ANY, policy, asked)
    require_said(replace(ANY, material=()), policy, asked)
    with pytest.raises(ProposalError, match="no_such"):
        require_said(replace(ANY, material=(PurposeId("no_such"),)), policy, asked)
