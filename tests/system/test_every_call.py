"""The calls that every build must survive, each by a caller of its own, all at the same time.

Callers speak from the first packet on; what the line says takes parts of a second.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from stories import NO, YES, Story, story_of

pytestmark = pytest.mark.system

OPENING = "opening.keypad.ask_first"
CALLBACK = "readback.number.caller_id"
MESSAGE = (OPENING, "answer.yes", "reason.ask.recorded", "reason.noted")
END = ("receipt.offer", "goodbye.noted")
AFTER_STAR = ("withdraw.in_call.keypad", "reason.ask", CALLBACK, "callback.none", "goodbye.nothing")
KEPT, GONE = ("archived",), ("destroyed_before_storage",)


@dataclass(frozen=True)
class Person:
    """What a caller does (as in `voice.caller.script`), and what must become of it."""

    does: str
    story: Story
    withheld: bool = False


STARRED = Story(
    "yes_then_star",
    (OPENING, "answer.yes", "withdraw.in_call.keypad", "reason.ask", CALLBACK, *END),
    (YES, ("record_matter", "withdrawn", "")), GONE, called_back=True,
)  # fmt: skip
HIDDEN = Story(
    "yes_and_recorded", (*MESSAGE, "receipt.offer", "offer.quality", "goodbye.recorded"),
    (YES, ("quality", "refused", "key")), KEPT,
)  # fmt: skip
ENGLISH = Story("yes_and_recorded", (OPENING, OPENING, "answer.yes"), (YES,), KEPT)
PEOPLE = {
    "agrees": Person(
        "1 wait:2 hangup", Story("yes_and_recorded", (OPENING, "answer.yes"), (YES,), KEPT)
    ),
    "presses 1 during the notice": Person(
        "0.15s:1 wait:3.5 hangup", Story("hung_up_in_notice", (OPENING, "answer.too_early", OPENING))
    ),
    "says no during the notice": Person(
        "0.15s:2 # 1 2",
        Story(
            "refused", (OPENING, "answer.no.keypad", CALLBACK, *END), (NO,), called_back=True,
        ),
    ),
    "is unclear, then silent": Person(
        "5 wait:11 hangup",
        Story(
            "silence_or_unclear", (OPENING, "question.unclear", "answer.silence", "reason.ask"),
            (("record_matter", "refused", "silence"),),
        ),
    ),
    "hangs up during the notice": Person("0.1s:hangup", Story("hung_up_in_notice", (OPENING,))),
    "takes it back in mid-sentence": Person("1 wait:2 * # 1 2", STARRED),
    "wants to know more first": Person(
        "0.15s:9 # 1 wait:2 hangup",
        Story(
            "yes_and_recorded", (OPENING, "privacy.keypad", "rights.menu.keypad", OPENING, "answer.yes"),
            (YES,), KEPT,
        ),
    ),
    "wants no computer": Person(
        "0 1 2",
        Story(
            "refused", (OPENING, "human.nobody_free", CALLBACK, *END),
            (("record_matter", "refused", "human_wanted"),), called_back=True,
        ),
    ),
    "wants English": Person("8 1 wait:2 hangup", ENGLISH),
    "withholds the number": Person("1 wait:2 # 1 2 2", HIDDEN, withheld=True),
    "ends everything with the star when asked for more": Person(
        "1 wait:2 # 1 * # 3 wait:2",
        Story(
            "yes_then_star",
            (*MESSAGE, "offer.quality", *AFTER_STAR), (YES, ("record_matter", "withdrawn", "")), GONE,
        ),
    ),
    "ends everything with the star when offered a receipt": Person(
        "1 wait:2 # 1 1 * # 3 wait:2",
        Story(
            "yes_then_star", (*MESSAGE, "offer.quality", "receipt.offer", *AFTER_STAR),
            (YES, ("quality", "given", ""), ("record_matter", "withdrawn", ""), ("quality", "withdrawn", "")),
            GONE,
        ),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def calls(installed, noise, tmp_path_factory):
    """Let everybody call, and return the rows of all calls, each with its story."""
    service = installed.copy(tmp_path_factory.mktemp("every_call"))
    try:
        service.program("switch_on", "O", "quality")
        service.start("voice")
        service.start("worker")
        orders = [
            service.order(person.does, number=f"+4930231252{number:02}", withheld=person.withheld)
            for number, person in enumerate(PEOPLE.values())
        ]
        answered = service.call_all(orders, noise.long)
        assert {transcript.status for transcript in answered} == {200}
        service.wait_until(service.taken, 20, "everything is in the record")
        assert "PROVEN" in service.proven_log()
        return {call: story_of(call) for call in map(Row, service.record()["calls"].values())}
    finally:
        service.close()


class Row(dict):
    """A call that can stand for itself among others."""

    __hash__ = object.__hash__


def row_of(calls, story) -> Row:
    (row,) = [row for row, became in calls.items() if became == story]
    return row


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.rule("R07")
@pytest.mark.rule("R13")
def test_who(calls, who):
    assert PEOPLE[who].story in calls.values()


def test_nobody_called_who_is_not_told_of(calls):
    assert len(calls) == len(PEOPLE)


@pytest.mark.rule("R17")
def test_within_a_second_of_the_star_sound_and_key_are_gone(calls):
    row = row_of(calls, STARRED)
    at = {kind: at for kind, at, _ in row["entries"]}
    withdrawn = next(change["at"] for change in row["consents"] if change["state"] == "withdrawn")
    assert 0 <= at["recording_gone"] - withdrawn < 1_000


def test_after_the_eight_everything_is_said_in_english(calls):
    row = row_of(calls, ENGLISH)
    assert [text["language"] for _, text in row["texts"]] == ["de", "en", "en"]


@pytest.mark.rule("R110")
def test_of_a_hidden_number_nothing_is_kept_and_the_receipt_comes_first(calls):
    assert row_of(calls, HIDDEN)["number"] == ""


@pytest.mark.rule("R39")
def test_without_a_message_or_a_call_back_no_number_is_kept(calls):
    numbers = [
        row["number"] for row, story in calls.items() if not story.called_back and story.recordings != KEPT
    ]
    assert set(numbers) == {""}
