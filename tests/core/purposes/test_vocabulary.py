"""Digits, days and months as they are said."""

from __future__ import annotations

from rufschutz.core.purposes.vocabulary import sentences, vocabulary, words
from rufschutz.domain.call.commands import Language


def test_german_days_stand_in_the_dative() -> None:
    days = words(Language.DE).days
    assert [days[n - 1] for n in (1, 2, 3, 7, 8, 16, 20, 21, 31)] == [
        "ersten", "zweiten", "dritten", "siebten", "achten", "sechzehnten", "zwanzigsten",
        "einundzwanzigsten", "einunddreißigsten",
    ]  # fmt: skip


def test_english_days_are_ordinals() -> None:
    days = words(Language.EN).days
    assert [days[n - 1] for n in (1, 2, 3, 4, 5, 9, 12, 20, 21, 23, 30, 31)] == [
        "first", "second", "third", "fourth", "fifth", "ninth", "twelfth", "twentieth", "twenty-first",
        "twenty-third", "thirtieth", "thirty-first",
    ]  # fmt: skip


def test_every_value_has_a_clip(store) -> None:
    spoken = vocabulary(store.clips(sentences()))
    for language, day_first in (("de", True), ("en", False)):
        row = spoken[language]
        assert (len(row.digits), len(row.days), len(row.months), row.day_first) == (10, 31, 12, day_first)
        assert row.reasons == {}
        assert min(clip.length for clip in (*row.digits, *row.days, *row.months, row.plus)) >= 100


def test_every_reason_has_its_name_in_both_languages(store, policy) -> None:
    reasons = policy.dialog.reasons
    spoken = vocabulary(store.clips(sentences(reasons)), reasons)
    for row in spoken.values():
        assert list(row.reasons) == ["appointment", "prescription", "callback", "other"]
    assert spoken["de"].reasons["prescription"] != spoken["en"].reasons["prescription"]
