"""Optional questions: after the matter, one for each purpose, two at most, and silence is a no."""

from __future__ import annotations

import pytest
from so_far import CONFIRMED, SAVED

from rufschutz.domain.call import facts
from rufschutz.domain.call.events import Key


@pytest.mark.rule("R16")
@pytest.mark.rule("R24")
def test_the_three_purpose_caller_answers_each_question_by_itself(asking_more):
    asking_more.goes("""
        >> heard
        << timer answer 10000
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> heard
        >> key 2
        << key 2
        << consent quality refused key
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 12000 9000
        << call ended caller yes_and_recorded
    """)
    given = asking_more.all(facts.ConsentChanged)[1]
    assert given.text == "offer.remind"
    assert given.promised == "P24M"
    assert given.question_ended_at < given.key_started_at
    assert given.text_sha256 == asking_more.script.spoken["offer.remind", "de", "normal"].text_sha256


@pytest.mark.rule("R16")
def test_a_yes_to_one_purpose_sets_no_other(asking_more):
    asking_more.goes("""
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> heard
        >> silence
        << consent quality refused silence
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)
    assert asking_more.consents() == [
        ("handle_matter", "given", None),
        ("remind", "given", None),
        ("quality", "refused", "silence"),
    ]
    assert len(asking_more.grants) == 1


@pytest.mark.rule("R13")
def test_silence_is_a_no_and_nobody_is_asked_again(asking_more):
    asking_more.goes("""
        >> heard
        >> silence
        << consent remind refused silence
        << say offer.quality
        >> heard
        >> silence
        << consent quality refused silence
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.rule("R13")
def test_an_unclear_answer_is_asked_about_once_over_the_whole_call(asking_more):
    asking_more.goes("""
        >> heard
        >> key 5
        << key 5 does not count
        << say question.unclear.offer
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> heard
        >> key 5
        << key 5 does not count
        << consent quality refused unclear
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.rule("R13")
def test_who_was_asked_to_be_clear_about_the_recording_is_not_asked_so_again(offering_call):
    offering_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> key 5
        << key 5 does not count
        << say question.unclear
        >> heard
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say offer.remind
        >> heard
        >> key 5
        << key 5 does not count
        << consent remind refused unclear
        << say goodbye.noted
    """)


@pytest.mark.rule("R15")
def test_an_early_yes_is_none_and_an_early_no_is_obeyed(asking_more):
    asking_more.goes("""
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say offer.remind
        >> key 1
        << key 1 does not count
        >> key 2
        << key 2
        << consent remind refused key
        << hush
        << say offer.quality
    """)


@pytest.mark.rule("R15")
def test_a_question_played_to_nobody_cannot_be_answered_with_yes(asking_more):
    asking_more.goes("""
        >> played to nobody
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say offer.remind
        >> played to nobody
        >> key 1
        << key 1 does not count
        >> silence
        << consent remind refused silence
        << say offer.quality
    """)


def test_an_unclear_key_after_a_question_to_nobody_brings_the_question_again(asking_more):
    asking_more.goes("""
        >> played to nobody
        >> key 5
        << key 5 does not count
        << say question.unclear.offer
        >> heard
        << say offer.remind
    """)


@pytest.mark.rule("R05")
def test_9_gives_the_privacy_text_and_comes_back_to_the_offer(asking_more):
    asking_more.goes("""
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> heard
        >> silence
        << say offer.remind
        >> key 7
        << key 7
        << say offer.remind slow
        >> key 8
        << key 8
        << say offer.remind en
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality en
    """)
    assert asking_more.all(facts.ConsentChanged)[-1].language == "en"


def test_who_wants_a_person_is_called_back_and_asked_nothing_more(asking_more):
    asking_more.goes("""
        >> heard
        >> key 0
        << key 0
        << consent remind refused human_wanted
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_who_has_a_callback_already_hears_that_nobody_is_free(offering_call):
    offering_call.goes(
        CONFIRMED
        + """
        << say offer.remind
        >> key 0
        << key 0
        << consent remind refused human_wanted
        << say human.nobody_free
        >> heard
        << say goodbye.noted
    """
    )


def test_what_is_said_before_an_offer_is_cut_by_a_key_that_answers_nothing_yet(full_call):
    full_call.goes(
        SAVED
        + """
        << say reason.ask.recorded
        >> heard
        >> key 1
        << say reason.noted reason=appointment
        >> key 2
        << say offer.quality
        >> key 2
        << key 2
        << consent quality refused key
        << say offer.remind
    """
    )


@pytest.mark.rule("R15")
def test_a_yes_of_which_nobody_told_the_start_counts_late_only(asking_more):
    asking_more.goes(">> heard")
    key = asking_more.key("1")
    early = key.__class__(key.at, Key.K1, None, key.method)
    assert asking_more.feed(early)[0] == "key 1 does not count"


def test_who_agreed_to_another_use_is_told_the_later_day(asking_more):
    asking_more.goes("""
        >> heard
        >> key 2
        << key 2
        << consent remind refused key
        << say offer.quality
        >> heard
        >> key 1
        << key 1
        << consent quality given
        << say goodbye.recorded rec_gone_date=2030-01-31
    """)
