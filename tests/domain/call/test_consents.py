from __future__ import annotations

import pytest

from rufschutz.domain.call.consents import NeverAskedError
from rufschutz.domain.call.conversation import Conversation
from rufschutz.domain.call.events import Key, KeyMethod, KeyPressed, PlaybackEnded
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.script import OfferScript
from rufschutz.domain.consent.gate import AnswerTooEarly

QUALITY = OfferScript("quality", "P30D", "offer.quality", extends=True)
REMINDERS = OfferScript("remind", "P24M", "offer.remind", standing=True)
RECORD = "handle_matter"


@pytest.fixture
def talk(make_script, ids):
    return Conversation(make_script(), ids)


@pytest.fixture
def consents(talk):
    return talk.consents


@pytest.fixture
def heard(talk):
    """Ask for something and let it be heard to its end at a moment."""

    def asked(question, at):
        saying = talk.speech.say(question.question)
        talk.consents.ask(question, saying)
        talk.consents.played(PlaybackEnded(at, saying.playback, completed=True, peer_alive=True))

    return asked


@pytest.fixture
def changes(talk):
    return lambda: [order.fact for order in talk.outbox.drain() if hasattr(order, "fact")]


def press(key, at):
    return KeyPressed(at, Key(key), at, KeyMethod.SIP_INFO)


def test_a_consent_that_nobody_was_asked_for_cannot_change(consents):
    with pytest.raises(NeverAskedError) as refused:
        consents.change(RECORD, ConsentState.GIVEN)
    assert "Ask first" in refused.value.diagnostics()
    assert not consents.asked(RECORD)


@pytest.mark.rule("R15")
def test_a_consent_names_its_own_question_the_key_and_how_it_reached_us(talk, consents, heard, changes):
    heard(talk.script.recording, 1_000)
    heard(QUALITY, 2_000)
    key = press("1", 2_300)
    consents.change(QUALITY.purpose, ConsentState.GIVEN, key=key, fact=consents.agree(key))
    consents.change(RECORD, ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    quality, record = changes()
    assert (quality.purpose, quality.text, quality.promised) == ("quality", "offer.quality", "P30D")
    assert (quality.question_ended_at, quality.key_started_at, quality.method) == (2_000, 2_300, "sip_info")
    assert (record.text, record.promised, record.question_ended_at) == (
        "opening.keypad.ask_first",
        "P7D",
        1_000,
    )


@pytest.mark.rule("R15")
def test_a_question_that_was_cut_has_no_end(talk, consents, changes):
    saying = talk.speech.say(QUALITY.question)
    consents.ask(QUALITY, saying)
    consents.played(PlaybackEnded(900, saying.playback, completed=False, peer_alive=True))
    consents.change("quality", ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    assert changes()[-1].question_ended_at is None


def test_a_yes_that_the_gate_does_not_take_is_none(consents, heard):
    heard(QUALITY, 2_000)
    with pytest.raises(AnswerTooEarly):
        consents.agree(press("1", 2_100))


@pytest.mark.rule("R17")
def test_withdrawing_the_sound_takes_every_purpose_that_rests_on_it_and_no_other(
    talk, consents, heard, changes
):
    for at, question in enumerate((talk.script.recording, QUALITY, REMINDERS), 1):
        heard(question, at * 1_000)
        consents.change(question.purpose, ConsentState.GIVEN)
    consents.withdraw_sound(press("*", 9_000))
    withdrawn = [fact.purpose for fact in changes() if fact.state is ConsentState.WITHDRAWN]
    assert withdrawn == [RECORD, "quality"]
    assert consents.withdrawn
    assert consents.answers["remind"] is ConsentState.GIVEN
    consents.withdraw_sound(press("*", 9_500))
    assert changes() == []


def test_what_somebody_else_agreed_to_is_not_this_speaker_s_answer(talk, consents, heard, changes):
    heard(talk.script.recording, 1_000)
    consents.change(RECORD, ConsentState.GIVEN)
    consents.another_person()
    assert consents.answers == {}
    heard(talk.script.recording, 2_000)
    consents.change(RECORD, ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    consents.withdraw_sound(press("*", 9_000))
    assert [fact.state for fact in changes()][-1] is ConsentState.WITHDRAWN


@pytest.mark.rule("R17")
def test_withdrawing_the_sound_kills_its_grants(talk, consents, heard):
    heard(QUALITY, 2_000)
    key = press("1", 2_300)
    fact = consents.agree(key)
    consents.change("quality", ConsentState.GIVEN, key=key, fact=fact)
    grant = consents.gate.stored(fact)
    consents.withdraw_sound(press("*", 9_000))
    assert not grant.alive


@pytest.mark.rule("R24")
def test_a_standing_yes_makes_no_grant(consents, heard):
    heard(REMINDERS, 2_000)
    assert consents.gate.stored(consents.agree(press("1", 2_300))) is None
