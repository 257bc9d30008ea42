from __future__ import annotations

import pytest

from rufschutz.domain.call import events as ev
from rufschutz.domain.call import facts
from rufschutz.domain.call.commands import Language

NOTICE = "opening.practice.ask_later"
QUESTION = "question.record.practice"


@pytest.mark.rule("R03")
def test_the_opening_asks_and_then_waits(call):
    call.goes("""
        >> answer
        << call started
        << timer call 1800000
        << say opening.keypad.ask_first
        >> heard
        << text opening.keypad.ask_first heard
        << timer answer 10000
    """)


@pytest.mark.rule("R07")
def test_a_yes_after_the_question_is_stored_before_anything_else(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        << stop timer answer
    """)
    assert not asked.grants


@pytest.mark.rule("R15")
def test_the_consent_names_the_words_the_sound_and_the_moments(asked):
    question_ended = asked.now
    asked.goes("""
        >> key 1
        << key 1
        << consent given
    """)
    given = asked.last(facts.ConsentChanged)
    played = asked.last(facts.TextPlayed)
    assert (given.text, given.language) == ("opening.keypad.ask_first", Language.DE)
    assert (given.text_sha256, given.audio_sha256) == (played.text_sha256, played.audio_sha256)
    assert (given.question_ended_at, given.key_started_at) == (question_ended, question_ended + 1_000)
    assert given.question_ended_at == played.head.at
    assert (given.purpose, given.promised, given.method) == ("handle_matter", "P7D", "rtp_event")
    assert given.refused_by is None


@pytest.mark.rule("R03")
@pytest.mark.rule("R15")
def test_an_early_yes_never_counts_and_the_question_is_asked_again(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << hush
        << say answer.too_early
        << text opening.keypad.ask_first cut
        >> heard
        << say opening.keypad.ask_first
        >> heard
        >> key 1
        << key 1
        << consent given
    """)


@pytest.mark.parametrize(("after", "counts"), [(300, False), (1_799, False), (1_800, True)])
@pytest.mark.rule("R15")
def test_a_yes_of_unknown_start_counts_late_only_and_no_moment_is_invented_for_it(asked, after, counts):
    at = asked.now + after
    asked.feed(ev.KeyPressed(at, ev.Key.K1, None, ev.KeyMethod.SIP_INFO))
    assert asked.last(facts.KeyHeard).started_at is None
    given = asked.all(facts.ConsentChanged)
    assert bool(given) is counts
    assert [(fact.key_started_at, fact.head.at) for fact in given] == [(None, at)] * counts


def test_a_no_of_unknown_start_counts_at_once(asked):
    asked.feed(ev.KeyPressed(asked.now, ev.Key.K2, None, ev.KeyMethod.SIP_INFO))
    assert asked.last(facts.ConsentChanged).refused_by == "key"


@pytest.mark.parametrize(("after", "counts"), [(0, False), (299, False), (300, True)])
@pytest.mark.rule("R15")
def test_the_answer_window_opens_300_ms_after_the_last_packet(asked, after, counts):
    event = asked.key("1", started_at=asked.now + after)
    orders = asked.feed(event)
    assert ("consent given" in orders) is counts
    assert ("say answer.too_early" in orders) is not counts


@pytest.mark.rule("R15")
def test_a_digit_left_over_from_a_switchboard_is_no_yes(asked):
    orders = asked.feed(asked.key("1", started_at=asked.now - 8_000))
    assert "key 1 does not count" in orders
    assert not asked.all(facts.ConsentChanged)


@pytest.mark.rule("R15")
def test_a_question_that_nobody_was_there_to_hear_cannot_be_answered_yes(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> played to nobody
        << text opening.keypad.ask_first unheard
        >> key 1
        << key 1 does not count
        << say answer.too_early
    """)


@pytest.mark.rule("R13")
def test_a_silent_caller_who_did_not_hear_the_question_hears_all_of_it_again(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> played to nobody
        >> silence
        << say opening.keypad.ask_first slow
    """)


@pytest.mark.parametrize(
    ("key", "by", "words"),
    [
        ("2", "key", "answer.no.short"),
        ("*", "star", "answer.no.short"),
        ("0", "human_wanted", "human.nobody_free"),
    ],
)
@pytest.mark.parametrize("moment", ["early", "in the window"])
@pytest.mark.rule("R07")
@pytest.mark.rule("R13")
def test_no_star_and_the_wish_for_a_person_are_obeyed_at_any_time(call, key, by, words, moment):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
    """)
    if moment != "early":
        call.goes(">> heard")
    call.goes(f"""
        >> key {key}
        << key {key}
        << consent refused {by}
        << say {words}
        >> heard
        << say readback.number.caller_id last_two=47
    """)
    refused = call.last(facts.ConsentChanged)
    assert (refused.question_ended_at is None) is (moment == "early")
    assert refused.key_started_at is not None


@pytest.mark.rule("R07")
@pytest.mark.rule("R13")
def test_silence_is_asked_once_more_slower_and_is_then_a_no(asked):
    asked.goes("""
        >> silence
        << say question.repeat slow
        >> heard
        << timer answer 10000
        >> silence
        << consent refused silence
        << say answer.silence
        >> heard
        << say readback.number.caller_id last_two=47
    """)
    assert asked.last(facts.ConsentChanged).key_started_at is None


@pytest.mark.rule("R15")
def test_a_yes_after_the_reminder_rests_on_the_full_question(asked):
    question_ended = asked.now
    asked.goes("""
        >> silence
        << say question.repeat slow
        >> heard
        >> key 1
        << key 1
        << consent given
    """)
    given = asked.last(facts.ConsentChanged)
    assert (given.text, given.question_ended_at) == ("opening.keypad.ask_first", question_ended)


def test_a_yes_during_the_reminder_is_early(asked):
    asked.goes("""
        >> silence
        << say question.repeat slow
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say opening.keypad.ask_first
    """)


@pytest.mark.parametrize("key", ["3", "6", "#"])
@pytest.mark.rule("R07")
@pytest.mark.rule("R13")
def test_any_other_key_is_unclear_once_and_then_a_no(asked, key):
    asked.goes(f"""
        >> key {key}
        << key {key} does not count
        << say question.unclear
        >> heard
        >> key {key}
        << key {key} does not count
        << consent refused unclear
        << say answer.silence
    """)


@pytest.mark.rule("R13")
def test_after_one_clarification_silence_is_a_no(asked):
    asked.goes("""
        >> key 4
        << key 4 does not count
        << say question.unclear
        >> heard
        >> silence
        << consent refused silence
        << say answer.silence
    """)


def test_a_clear_yes_after_the_clarification_counts(asked):
    asked.goes("""
        >> key 4
        << key 4 does not count
        << say question.unclear
        >> heard
        >> key 1
        << key 1
        << consent given
    """)


def test_other_keys_do_not_disturb_the_question_while_it_plays(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 5
        >> key #
    """)


@pytest.mark.rule("R13")
def test_three_early_yeses_are_a_no_in_the_end(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << say question.unclear
        >> heard
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << consent refused unclear
        << say answer.silence
    """)


def test_a_yes_that_interrupts_its_own_explanation_does_not_count_twice(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> key 1
        << key 1 does not count
        >> key 5
        >> heard
        << say opening.keypad.ask_first
        >> heard
        >> key 1
        << key 1
        << consent given
    """)


def test_a_no_is_obeyed_even_while_an_early_yes_is_explained(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
    """)


def test_7_asks_again_slower_and_does_not_use_up_the_repeat(asked):
    asked.goes("""
        >> key 7
        << key 7
        << say opening.keypad.ask_first slow
        >> heard
        >> silence
        << say question.repeat slow
    """)


def test_8_asks_in_the_other_language_computer_sentence_included(asked):
    asked.goes("""
        >> key 8
        << key 8
        << say opening.keypad.ask_first en
        >> heard
        >> key 1
        << key 1
        << consent given
    """)
    assert asked.last(facts.ConsentChanged).language is Language.EN


@pytest.mark.rule("R05")
def test_9_gives_the_full_text_and_comes_back_to_the_question(asked):
    asked.goes("""
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> key #
        << key #
        << say opening.keypad.ask_first
        >> heard
        >> key 1
        << key 1
        << consent given
    """)
    heard = [text.text for text in asked.all(facts.TextPlayed) if text.completed]
    assert heard == ["opening.keypad.ask_first", "privacy.keypad", "opening.keypad.ask_first"]
    assert asked.last(facts.ConsentChanged).question_ended_at == asked.all(facts.TextPlayed)[-1].head.at


@pytest.mark.rule("R05")
def test_a_key_cuts_the_full_text_but_a_yes_to_it_is_no_yes(asked):
    asked.goes("""
        >> key 9
        << key 9
        << say privacy.keypad
        >> key 1
        << key 1 does not count
        << say opening.keypad.ask_first
        << text privacy.keypad cut
    """)


def test_a_question_that_was_cut_is_not_heard_even_if_its_end_is_reported_late(asked):
    asked.goes("""
        >> key 7
        << key 7
        << say opening.keypad.ask_first slow
    """)
    asked.feed(asked.key("9"))
    assert "key 1 does not count" in asked.happens("key 1")
