"""Every start type, place and fault has its words."""

from __future__ import annotations

import re

import pytest

from rufschutz.console.deletion import words
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.call.commands import Language
from rufschutz.domain.retention.concept import Keeping
from rufschutz.domain.retention.retry import Fault
from rufschutz.domain.retention.rule import StartType


def test_nothing_is_without_words() -> None:
    assert set(words.STARTS) == set(StartType)
    assert set(words.KEEPING) == set(Keeping)
    assert set(words.FAULTS) == set(Fault)


@pytest.mark.parametrize(
    ("reason", "cited"),
    [
        ("6(1)(b)/(f): trace and hand over open matters", "Art. 6 Abs. 1 lit. b, lit. f DSGVO"),
        (
            "5(2) GDPR; § 31(2) Nr. 1 OWiG; §§ 195 BGB. No sound",
            "Art. 5 Abs. 2 DSGVO; § 31 Abs. 2 Nr. 1 OWiG; §§ 195 BGB",
        ),
        ("calls without matter, spam: 6(1)(f), load planning", "Art. 6 Abs. 1 lit. f DSGVO"),
        ("transport only; older = alarm", ""),
    ],
)
def test_of_a_reason_the_articles_are_shown_and_none_of_its_english(reason, cited):
    assert words.basis(reason, Language.DE) == cited


@pytest.mark.parametrize("profile", "POCS")
def test_no_shipped_rule_shows_english_remarks(profile):
    for rule in shipped_policy(profile).rules:
        assert not re.search(
            r"\b(?:the|and|with|only|access|review)\b", words.basis(rule.reason, Language.DE)
        )
