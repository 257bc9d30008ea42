"""Texts as sounds: how long, in which pieces, and protected until when."""

from __future__ import annotations

import hashlib

import pytest

from rufschutz.core.purposes.checks import ASK_FIRST
from rufschutz.core.purposes.compile import compile_plan
from rufschutz.core.purposes.shipped import PROFILES, shipped_policy
from rufschutz.core.purposes.utterances import wordings
from rufschutz.handover.plan import SlotKind


@pytest.fixture
def plan(policy, controller, card, order, store):
    return compile_plan(policy, controller, card, order, store)


@pytest.mark.rule("R108")
def test_every_shipped_text_keeps_its_length(policy, plan) -> None:
    for name, text in plan.texts.items():
        limit = policy.text(name).max_ms
        for key, utterance in text.utterances.items():
            assert utterance.length <= (limit if key.endswith("normal") else limit / 0.85), f"{name} {key}"


def test_every_text_is_there_in_both_languages_at_both_speeds(plan) -> None:
    assert all(
        text.utterances.keys() == {"de.normal", "de.slow", "en.normal", "en.slow"}
        for text in plan.texts.values()
    )


@pytest.mark.rule("R108")
def test_the_slow_one_is_slower(plan) -> None:
    for text in plan.texts.values():
        assert text.utterances["de.slow"].length > text.utterances["de.normal"].length


@pytest.mark.rule("R01")
def test_the_ai_sentence_is_protected_and_nothing_else(plan) -> None:
    for key, utterance in plan.texts[ASK_FIRST].utterances.items():
        assert 1_500 < utterance.protected_ms < 4_000, key
        assert utterance.protected_ms < utterance.length / 3
    assert all(u.protected_ms == 0 for u in plan.texts["answer.yes"].utterances.values())


def test_evidence_names_words_and_sounds(plan) -> None:
    utterance = plan.texts[ASK_FIRST].utterances["de.normal"]
    assert utterance.text_sha256 == hashlib.sha256(utterance.words.encode()).hexdigest()
    clips = "".join(piece.clip.alaw_sha256 for piece in utterance.pieces)
    assert utterance.audio_sha256 == hashlib.sha256(clips.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "slot", "kind"),
    [
        ("readback.number.typed", "number_groups", SlotKind.DIGITS),
        ("readback.number.caller_id", "last_two", SlotKind.DIGITS),
        ("goodbye.recorded", "rec_gone_date", SlotKind.DATE),
    ],
)
def test_values_of_the_call_are_pieces_of_their_own(plan, name: str, slot: str, kind: SlotKind) -> None:
    pieces = plan.texts[name].utterances["de.normal"].pieces
    assert [(piece.slot, piece.slot_kind) for piece in pieces if piece.clip is None] == [(slot, kind)]
    assert pieces[0].clip is not None
    assert pieces[-1].clip is not None


def test_the_length_counts_the_longest_value(plan) -> None:
    utterance = plan.texts["readback.number.typed"].utterances["de.normal"]
    fixed = sum(piece.clip.length for piece in utterance.pieces if piece.clip)
    assert utterance.length - fixed > 15 * 300


@pytest.mark.parametrize("profile", PROFILES[:3])
def test_every_profile_fills_its_texts(profile: str, controller) -> None:
    said, faults = wordings(shipped_policy(profile), controller)
    assert faults == []
    assert len({(wording.text.id, wording.language) for wording in said}) == len(said)
