"""A caller on the phone answers each purpose by itself, and takes a receipt along; so does who is slow."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from stories import YES, Story, story_of

pytestmark = [pytest.mark.system, pytest.mark.long]

OPENING = "opening.keypad.ask_first"
CALLBACK = "readback.number.caller_id"
MESSAGE = (OPENING, "answer.yes", "reason.ask.recorded", "reason.noted")
CODE = ("withdraw.later.ask.keypad", "withdraw.later.day.keypad", "withdraw.later.typed")
RIGHTS = (OPENING, "privacy.keypad", "rights.menu.keypad")
WRONG = "9 1 =000000001 =0101"

PEOPLE = {
    "says yes to each purpose and takes a receipt": (
        "1 wait:3 # 1 1 1",
        Story(
            "yes_and_recorded",
            (*MESSAGE, "offer.quality", "receipt.offer", "receipt.code", "goodbye.recorded"),
            (YES, ("quality", "given", "")), ("archived",), receipts=1,
        ),
    ),
    "says yes to one purpose alone": (
        "1 wait:3 # 1 2 1",
        Story(
            "yes_and_recorded",
            (*MESSAGE, "offer.quality", "receipt.offer", "receipt.code", "goodbye.recorded"),
            (YES, ("quality", "refused", "key")), ("archived",), receipts=1,
        ),
    ),
    "says nothing twice": (
        "21s:# 1 2",
        Story(
            "silence_or_unclear",
            (OPENING, "question.repeat", "answer.silence", "reason.ask", CALLBACK, "receipt.offer",
             "goodbye.noted"),
            (("record_matter", "refused", "silence"),), called_back=True,
        ),
    ),
    "guesses codes until a person is the way": (
        f"{WRONG} {WRONG} {WRONG} 9 1 1 wait:2 hangup",
        Story(
            "refused",
            (*(RIGHTS + CODE) * 3, *RIGHTS, "human.nobody_free", CALLBACK, "receipt.offer"),
            (("record_matter", "refused", "human_wanted"),), called_back=True,
        ),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def service(installed, noise, tmp_path_factory):
    """Let everybody call at the same time."""
    service = installed.copy(tmp_path_factory.mktemp("slow_calls"))
    service.program("switch_on", "O", "quality")
    service.start("voice")
    service.start("worker")
    orders = [
        service.order(does, number=f"+4930231253{number:02}")
        for number, (does, _) in enumerate(PEOPLE.values())
    ]
    service.call_all(orders, noise.long)
    service.wait_until(service.taken, 40, "the calls are taken over")
    yield service
    service.close()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.rule("R16")
@pytest.mark.rule("R11")
def test_who(service, who):
    assert PEOPLE[who][1] in [story_of(call) for call in service.record()["calls"].values()]


@pytest.mark.rule("R16")
def test_the_recording_is_kept_for_what_was_agreed_to_and_nothing_else(service):
    kept = [row["uses"] for call in service.record()["calls"].values() for row in call["recordings"]]
    assert sorted(kept) == [["quality", "record_matter"], ["record_matter"]]
    assert "PROVEN" in service.proven_log()


@pytest.mark.rule("R24")
def test_who_calls_again_from_a_number_that_agreed_is_asked_again(service, noise):
    before = service.record()["calls"]
    service.call_all([service.order("3s:hangup", number="+493023125300")], noise.long)
    service.wait_until(lambda: len(service.record()["calls"]) > len(before), 20, "the second call is there")
    service.wait_until(service.taken, 20, "the second call is taken over")
    (again,) = [call for name, call in service.record()["calls"].items() if name not in before]
    assert story_of(again) == Story("hung_up_in_notice", ("question.record.known",))
