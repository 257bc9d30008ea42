"""Real telephones: six baresip callers at once, each with another will; the record tells what each did."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from rufschutz.voice.caller.sound import read_wav

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from telephone import TONE_HZ, Telephone

pytestmark = [pytest.mark.system, pytest.mark.needs("baresip")]


@dataclass(frozen=True)
class Person:
    """What a caller does, each at so many seconds after the call is up; ``over``: how the call is carried."""

    name: str
    does: tuple[tuple[float, str, str], ...]
    codec: str = "PCMA"
    over: str = ""


PEOPLE = (
    Person("message", ((15, "sndcode", "1"), (28, "hangup", ""))),
    Person(
        "hash", ((15, "sndcode", "1"), (27, "sndcode", "#"), (31, "sndcode", "#")), "PCMU", ";transport=tcp"
    ),
    Person("hold", ((15, "sndcode", "1"), (26, "hold", ""), (28, "resume", ""), (40, "hangup", ""))),
    Person("star", ((15, "sndcode", "1"), (27, "sndcode", "*"), (33, "hangup", ""))),
    Person("no", ((7, "sndcode", "2"), (12, "sndcode", "1"), (25, "sndcode", "1"))),
    Person("notice", ((4, "hangup", ""),)),
)


@pytest.fixture(scope="module")
def called(installed, tmp_path_factory):
    """Let everybody call at the same time, and return the service when all of it is in the record."""
    home = tmp_path_factory.mktemp("baresip")
    service = installed.copy(home)
    service.start("voice")
    service.start("worker")
    phones = {}
    try:
        for number, person in enumerate(PEOPLE):
            phones[person] = Telephone(service, home / person.name, f"+4930231251{number:02}", person.codec)
        for person, phone in phones.items():
            service.wait_until(phone.connected, 10, f"the telephone for {person.name} is up")
            phone.tell("dial", service.target() + person.over)
            service.wait_until(lambda p=phone: p.heard("CALL_ESTABLISHED"), 10, f"{person.name} is answered")
        act(phones)
        for person, phone in phones.items():
            service.wait_until(
                lambda p=phone: p.heard("CALL_CLOSED"), 30, f"the call of {person.name} is over"
            )
        service.wait_until(service.taken, 20, "everything is in the record")
        yield service
    finally:
        for phone in phones.values():
            phone.close()
        service.close()


def act(phones) -> None:
    """Do everything in its turn; nobody waits for anybody."""
    began = time.monotonic()
    plan = sorted((at, person.name, command, word) for person in phones for at, command, word in person.does)
    by_name = {person.name: phone for person, phone in phones.items()}
    for at, name, command, word in plan:
        time.sleep(max(0.0, began + at - time.monotonic()))
        by_name[name].tell(command, word)


def loudness(samples, hertz):
    """Return the share of each second's energy that lies within 30 Hz of ``hertz``."""
    seconds = samples[: len(samples) // 8_000 * 8_000].reshape(-1, 8_000).astype(np.float64)
    power = np.abs(np.fft.rfft(seconds)) ** 2
    return power[:, hertz - 30 : hertz + 31].sum(axis=1) / (power.sum(axis=1) + 1)


def calls_of(service, outcome: str) -> list[dict]:
    return [call for call in service.record()["calls"].values() if call["outcome"] == outcome]


def test_everybody_was_served_as_they_wished(called):
    seen = sorted((call["outcome"], call["ended_by"]) for call in called.record()["calls"].values())
    assert seen == [
        ("hung_up_in_notice", "caller"),
        ("refused", "assistant"),
        ("yes_and_recorded", "assistant"),
        ("yes_and_recorded", "caller"),
        ("yes_and_recorded", "caller"),
        ("yes_then_star", "caller"),
    ]


def test_who_said_no_left_a_number_that_was_read_back_and_no_sound(called):
    (call,) = calls_of(called, "refused")
    assert call["recordings"] == []
    (row,) = [row for row in called.calls() if row["outcome"] == "refused"]
    assert row["callback"] == "open"


def test_after_the_star_nothing_is_left_to_hear(called):
    (call,) = calls_of(called, "yes_then_star")
    (recording,) = call["recordings"]
    assert recording["state"] == "destroyed_before_storage"
    assert not list((called.data / "journals").iterdir())


def test_a_message_begins_with_our_sentence_and_goes_on_with_the_callers_tone(called, tmp_path):
    recordings = [call["recordings"][0] for call in calls_of(called, "yes_and_recorded")]
    assert {recording["state"] for recording in recordings} == {"archived"}
    for recording in recordings:
        path = tmp_path / f"{recording['id']}.wav"
        called.program("sound", recording["id"], str(path))
        tone = loudness(read_wav(path), TONE_HZ)
        assert 9_000 < recording["length"] < 20_000
        assert (tone[:5] < 0.1).all(), "our own sentence comes first"
        assert tone.max() > 0.9, "then the caller's tone"


@pytest.mark.rule("R101")
def test_a_hold_is_a_gap_and_nothing_of_it_is_kept(called):
    entries = [entry[0] for call in calls_of(called, "yes_and_recorded") for entry in call["entries"]]
    assert entries.count("recording_paused") == entries.count("recording_resumed") == 1
