from __future__ import annotations

import pytest

from rufschutz.console.purposes import refusals
from rufschutz.core.purposes.errors import Fault, PlanRefusedError, ProposalError
from rufschutz.domain.approval import errors


@pytest.mark.parametrize("kind", errors.ApprovalError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_refusal_of_an_approval_has_a_sentence(kind: type[errors.ApprovalError]) -> None:
    (told,) = refusals.told(kind("why"))
    assert "why" not in told


def test_a_policy_that_contradicts_itself_names_every_place() -> None:
    faults = (Fault("purposes.quality", "needs a question"), Fault("texts.x.de", "has no words"))
    assert refusals.told(PlanRefusedError(faults)) == (
        "purposes.quality: needs a question",
        "texts.x.de: has no words",
    )


def test_what_has_no_sentence_is_told_with_its_reason() -> None:
    assert refusals.told(ProposalError("no reason given")) == ("Das geht so nicht: no reason given",)
