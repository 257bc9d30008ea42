from __future__ import annotations

import pytest

from rufschutz.console.purposes import refusals
from rufschutz.core.purposes.errors import Fault, PlanRefusedError, ProposalError
from rufschutz.domain.approval import errors


@pytest.mark.parametrize("kind", errors.ApprovalError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_refusal_of_an_approval_has_a_sentence(kind: type[errors.ApprovalError]) -> None:
    (told,) = refusals.told(kind("why"), {})
    assert "why" not in told


def test_a_policy_that_contradicts_itself_names_every_place_once() -> None:
    faults = (
        Fault("purposes.quality", "is empty"),
        Fault("purposes.quality.basis", "is empty"),
        Fault("texts.goodbye.noted.de", "has no words"),
    )
    assert refusals.told(PlanRefusedError(faults), {"quality": "Qualität"}) == (
        "Zweck „Qualität“: Die Angabe ist leer. Bitte tragen Sie sie ein.",
        (
            "Text „Verabschiedung, wenn nur etwas notiert ist“ (deutsch): Hier fehlen die Worte. "
            "Bitte ergänzen Sie sie."
        ),
    )


def test_what_a_proposal_lacks_is_told() -> None:
    (told,) = refusals.told(ProposalError("a proposal has a reason, at most 500 letters"), {})
    assert told == "Bitte begründen Sie den Vorschlag, mit höchstens 500 Zeichen."


def test_what_has_no_sentence_is_told_with_its_reason() -> None:
    assert refusals.told(ProposalError("no reason given"), {}) == ("Das geht so nicht: no reason given",)
