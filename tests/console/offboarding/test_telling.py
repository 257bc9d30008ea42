from __future__ import annotations

from rufschutz.console.approvals import words
from rufschutz.core.offboarding.errors import HeldError, NoPackageError, OffboardingError, WrongReceiptError


def test_every_refusal_of_leaving_has_a_sentence_of_its_own() -> None:
    kinds = (HeldError, WrongReceiptError, NoPackageError, OffboardingError)
    told = [words.told(kind("why")) for kind in kinds]
    assert len(set(told)) == len(kinds)
    assert all("why" not in sentence for [sentence] in told)
