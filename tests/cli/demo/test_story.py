"""Each line of the story is checked; one that does not hold is said so and remembered."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.cli.demo import story as module
from rufschutz.cli.demo.story import Story
from rufschutz.core.calls.timeline import Consented, Played, Pressed
from rufschutz.domain.ids import PurposeId, TextId
from rufschutz.domain.moments import Millis

NOW = Millis(1_790_000_000_000)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def story(said) -> Story:
    return Story(SimpleNamespace(target="sip:praxis@127.0.0.1:5070"), said.append)


def test_a_step_that_holds_is_ticked(story, said):
    story._step("stored", holds=True, detail="sealed")
    assert said == ["  ✔ stored           sealed"]
    assert story._held


def test_one_step_that_does_not_hold_spoils_the_story_for_good(story, said):
    story._step("stored", holds=False, detail="")
    story._step("listed", holds=True, detail="")
    assert said[0].startswith("  ✘ stored")
    assert not story._held


def test_a_question_that_was_cut_is_neither_disclosed_nor_asked(story, said):
    story._tell_line(Played(NOW, TextId("opening.keypad.ask_first"), "de", 9_000, completed=False))
    assert [each[2] for each in said] == ["✘", "✘"]


def test_a_key_that_did_not_count_is_said_so(story, said):
    story._tell_line(Pressed(NOW, "1", "rtp_event", counted=False))
    assert "✘ key pressed" in said[0]


def test_a_refusal_is_no_consent(story, said):
    story._tell_line(Consented(NOW, PurposeId("record_matter"), "refused", "key"))
    assert "✘ consent" in said[0]


def test_a_recording_without_a_date_of_deletion_does_not_hold(story):
    story._deleted(SimpleNamespace(due_at=None))
    assert not story._held


def test_what_never_comes_is_not_waited_for_for_ever(story, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    assert story._wait_for(lambda: None) is None


@pytest.mark.parametrize(("number", "sign"), [("695934359", "✔"), ("", "✘")])
def test_a_receipt_is_noted_where_its_number_was_heard(story, said, monkeypatch, number, sign):
    monkeypatch.setattr(module, "receipt_number", lambda heard, place: number)
    story._house.installation = None
    story._noted(SimpleNamespace(transcripts=[SimpleNamespace(heard=[])]))
    assert said[0].startswith(f"  {sign} receipt")
    assert story.receipt == number


def test_a_date_that_is_simulated_is_told_as_such(story, said, monkeypatch):
    story._house.sweep_before = lambda due: due
    monkeypatch.setattr(story, "_recording", lambda *_: object())
    monkeypatch.setattr(story, "_proven", lambda _: None)
    monkeypatch.setattr(module, "listen", lambda *_: None)
    sound = SimpleNamespace(due_at=NOW, promised_until=NOW, rule="recording_matter", call="c", id="a")
    story._deleted(sound)
    assert (
        said[0].split("by ")[1].startswith("2026-09-21 16:13 local time (2026-09-21 14:13 UTC), as promised")
    )
    assert "the date is simulated: 2026-09-21 16:13 local time" in said[2]
