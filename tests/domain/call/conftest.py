"""The lines and scripts that calls of the playbook run by, and how far some have come."""

from __future__ import annotations

import dataclasses
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from rufschutz.domain.call import events as ev
from rufschutz.domain.call import facts, texts
from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.call.script import (
    CallScript,
    CallTiming,
    OfferScript,
    Reason,
    ReasonMenu,
    RecordingScript,
    SpokenText,
)

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))

from playbook import PURPOSE, Counter, Playbook

OPENING = "opening.keypad.ask_first"
NEVER = "opening.keypad.never"
NUMBER = "+493023125047"
TIMING = CallTiming(
    answer_window_opens=300,
    answer_window=10_000,
    repeats=1,
    key_gap=6_000,
    message_limit=180_000,
    message_warning=30_000,
    call_limit=1_800_000,
)
RECORDING = RecordingScript(PURPOSE, "P7D", "2030-01-08", OPENING)
MENU = ReasonMenu(
    {
        ev.Key.K1: Reason("appointment"),
        ev.Key.K2: Reason("prescription"),
        ev.Key.K3: Reason("callback"),
        ev.Key.K4: Reason("opinion", calls_back=False),
    }
)
YOUNG = ReasonMenu(
    {
        ev.Key.K1: Reason("appointment"),
        ev.Key.K2: Reason("for_other", about=facts.About.SOMEBODY_ELSE),
        ev.Key.K3: Reason("minor", about=facts.About.MINOR),
    }
)
LATER = ReasonMenu(MENU.reasons, message=ev.Key.K5)
NOTICE = "opening.keypad.ask_later"
QUESTION = "question.record.keypad"
ASKS_LATER = RecordingScript(PURPOSE, "P7D", "2030-01-08", QUESTION)
TODAY = "2030-01-01"
QUALITY = OfferScript("quality", "P30D", "offer.quality", extends=True)
TRAINING = OfferScript("staff_training", "P90D", "offer.staff_training", extends=True)
REMINDERS = OfferScript("remind", "P24M", "offer.remind", standing=True)


def digest(*words: str) -> str:
    return sha256(" ".join(words).encode()).hexdigest()


def spoken(*more: str) -> dict:
    names = texts.ALWAYS | texts.WHEN_RECORDING | {OPENING, NEVER, NOTICE, QUESTION, *more}
    names |= (texts.IF_THERE - {texts.QUESTION_KNOWN}) | texts.WHEN_OFFERING | texts.WHEN_ISSUING
    names |= {QUALITY.question, TRAINING.question, REMINDERS.question}
    names |= (
        texts.WHEN_MINORS_SAY_SO
        | texts.WHEN_CHOOSING
        | texts.WHEN_CHOOSING_AND_RECORDING
        | texts.WHEN_ASKING_LATER
    )
    return {
        (text, language, speed): SpokenText(digest(text, language), digest(text, language, speed))
        for text in names
        for language in Language
        for speed in Speed
    }


def script(**changes: object) -> CallScript:
    base = CallScript(
        tenant="tenant",
        line="line",
        call="call",
        plan="plan",
        language=Language.DE,
        number=NUMBER,
        withheld=False,
        opening=OPENING,
        recording=RECORDING,
        timing=TIMING,
        spoken=spoken(),
        today=TODAY,
    )
    return dataclasses.replace(base, **changes)


@pytest.fixture
def playbook():
    """Make a playbook for a script with the given changes."""

    def make(**changes: object) -> Playbook:
        return Playbook(script(**changes))

    return make


@pytest.fixture
def call(playbook) -> Playbook:
    """A call from a known number to a line that may record."""
    return playbook()


@pytest.fixture
def menu_call(playbook) -> Playbook:
    """A call to a line that asks first, and then what it is about."""
    return playbook(menu=MENU)


@pytest.fixture
def young_call(playbook) -> Playbook:
    """A call to a line that lets children say that they are, and others for whom they call."""
    return playbook(menu=YOUNG, receipt=True)


@pytest.fixture
def later_call(playbook) -> Playbook:
    """A call to a line that asks whether to record only when somebody wants to leave a message."""
    return playbook(menu=LATER, opening=NOTICE, recording=ASKS_LATER)


@pytest.fixture
def offering_call(playbook) -> Playbook:
    """A call to a line that may ask for reminders, for quality and for training."""
    return playbook(offers=(REMINDERS, QUALITY, TRAINING))


@pytest.fixture
def receipt_call(playbook) -> Playbook:
    """A call to a line that offers receipts."""
    return playbook(receipt=True)


@pytest.fixture
def full_call(playbook) -> Playbook:
    """A call to a line that does all of it."""
    return playbook(menu=MENU, offers=(QUALITY, REMINDERS, TRAINING), receipt=True)


@pytest.fixture
def make_script():
    return script


@pytest.fixture
def said():
    """Return what a plan says that has these texts as well."""
    return spoken


@pytest.fixture
def ids() -> Counter:
    return Counter()


ASKED = """
    >> answer
    << call started
    << say opening.keypad.ask_first
    >> heard
    << timer answer 10000
"""
RECORDED = (
    ASKED
    + """
    >> key 1
    << key 1
    << consent given
    >> stored
    << recording started
    << record
    << say answer.yes
    >> heard
    << tone
    >> heard
    << timer message 180000
    << timer message_warning 150000
"""
)
REFUSED = (
    ASKED
    + """
    >> key 2
    << key 2
    << consent refused key
    << say answer.no.short
"""
)
OFFERED = (
    REFUSED
    + """
    >> heard
    << say readback.number.caller_id last_two=47
"""
)


@pytest.fixture
def asked(call) -> Playbook:
    """A call in which the question was heard to its end."""
    return call.goes(ASKED)


@pytest.fixture
def spoken_message(menu_call) -> Playbook:
    """A call in which a message is being spoken, to a line that asks what it is about."""
    return menu_call.goes(RECORDED)


@pytest.fixture
def recorded(call) -> Playbook:
    """A call in which a message is being spoken."""
    return call.goes(RECORDED)


@pytest.fixture
def offered(call) -> Playbook:
    """A call in which, after a no, a callback to the caller's number is being offered."""
    return call.goes(OFFERED)
