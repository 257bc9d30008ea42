"""Plain words say what a rule does, in both languages, and hide nothing that has no words."""

from __future__ import annotations

import re

import pytest

from rufschutz.core.purposes import plain
from rufschutz.core.purposes.policy import KindRule
from rufschutz.core.purposes.shipped import PROFILES, shipped_policy
from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Period
from rufschutz.domain.purposes.recipients import Recipient, Transfer

DE, EN = Language.DE, Language.EN
ENGLISH = re.compile(
    r"\b(?:GDPR|with|and|or|for|without|else|consent|caller|callers|staff|only|never|health|per|no)\b"
)


def rule(start: str, event: str, period: str, cap: str | None = None, review: str | None = None) -> KindRule:
    return KindRule("matter", start, event, period, cap, review, "")


@pytest.mark.parametrize(
    ("given", "german", "english"),
    [
        (rule("E", "recorded", "P7D", "P30D"), "7 Tage nach der Aufnahme", "7 days after the recording"),
        (rule("E", "recorded", "P30D", "P7D"), "7 Tage nach der Aufnahme", "7 days after the recording"),
        (
            rule("V", "matter_closed", "P1D", "P3M"),
            "1 Tag nach Erledigung, insgesamt höchstens 3 Monate",
            "1 day after it is done, 3 months in all at most",
        ),
        (
            rule("V", "withdrawn", "P3Y/EOY"),
            "3 Jahre nach dem Widerruf, bis zum Ende jenes Jahres",
            "3 years after the withdrawal, to the end of that year",
        ),
        (
            rule("B", "advertising_ended", "P5Y", None, "P24M"),
            "5 Jahre, nachdem die Werbung endet; alle 24 Monate wird geprüft, ob es noch gebraucht wird",
            "5 years after the advertising ends; every 24 months someone checks whether it is still needed",
        ),
        (rule("E", "call_ended", "P0D"), "wird nicht gespeichert", "is not stored"),
    ],
)
def test_a_rule_says_how_long_it_keeps(given: KindRule, german: str, english: str) -> None:
    assert plain.kept(given, DE).replace("\u00a0", " ") == german
    assert plain.kept(given, EN).replace("\u00a0", " ") == english


def test_a_period_is_shown_in_figures() -> None:
    assert (
        plain.shown_period(Period(years=1, months=1, days=2), DE) == "1\u00a0Jahr, 1\u00a0Monat, 2\u00a0Tage"
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_every_shipped_kind_and_event_of_a_purpose_has_words(profile: str) -> None:
    policy = shipped_policy(profile)
    for purpose in policy.purposes:
        for kind in purpose.kinds:
            found = policy.rule(kind)
            assert found is not None
            assert plain.kind_name(kind, DE) != kind.replace("_", " ")
            assert found.event.replace("_", " ") not in plain.kept(found, DE)


def test_what_has_no_words_is_named_by_its_id() -> None:
    assert plain.kind_name("voice_print", DE) == "voice print"


@pytest.mark.parametrize("profile", PROFILES)
def test_no_english_is_left_in_a_german_citation(profile: str) -> None:
    for purpose in shipped_policy(profile).purposes:
        for basis in (purpose.basis, purpose.art9):
            assert ENGLISH.search(plain.citation(basis, DE)) is None
            assert plain.citation(basis, EN) == basis


def test_a_basis_is_cited_as_the_language_does() -> None:
    cited = plain.citation("Art. 9(2)(h), (3) GDPR with § 22(1) Nr. 1 b BDSG", DE)
    assert cited == "Art. 9 Abs. 2 lit. h, Abs. 3 DSGVO mit § 22 Abs. 1 Nr. 1 b BDSG"


def test_who_else_gets_it_is_named_with_country_and_article() -> None:
    away = Transfer("Firma Beispiel", "CH", "45", "2026-01-31")
    assert plain.recipient(Recipient("Rechenzentrum", "processor", "DE"), (away,), DE) == "Rechenzentrum (DE)"
    assert (
        plain.recipient(Recipient("Firma Beispiel", "processor", "CH"), (away,), DE)
        == "Firma Beispiel (CH, Art. 45 DSGVO)"
    )


def test_each_letter_of_a_basis_has_its_sentence() -> None:
    assert plain.reasons_why("Art. 6(1)(a) GDPR", EN) == ("Only with your consent.",)
    assert len(plain.reasons_why("Art. 6(1)(c), (f) with 32 GDPR", DE)) == 2
    assert plain.reasons_why("Art. 16(1)(a) GDPR", DE) == ()
