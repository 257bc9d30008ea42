"""Every difference has words and an advice, in both languages."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.commands import Language
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.completeness.words import advice, what


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", IncidentKind)
def test_a_difference_says_what_it_is_and_what_to_do(kind, language):
    assert what(kind, language).endswith(".")
    assert advice(kind, language).endswith((".", ")."))


def test_the_two_languages_differ():
    for kind in IncidentKind:
        assert what(kind, Language.DE) != what(kind, Language.EN)
