"""Calls of the playbook, and how far some have come."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))

import so_far
from call_lines import ASKS_LATER, LATER, MENU, NOTICE, QUALITY, REMINDERS, TRAINING, YOUNG, script, spoken
from playbook import Counter, Playbook


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


ASKED = so_far.ASKED + "<< timer answer 10000\n"
RECORDED = so_far.RECORDING + "<< timer message 180000\n<< timer message_warning 150000\n"
REFUSED = (
    so_far.ASKED
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


@pytest.fixture
def asking_more(offering_call) -> Playbook:
    """A call in which a message was left, and the first optional question is being asked."""
    return offering_call.goes(so_far.SAVED + "<< say offer.remind")
