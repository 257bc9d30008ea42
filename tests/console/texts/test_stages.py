from __future__ import annotations

from rufschutz.console.texts.sheets import Sheet
from rufschutz.console.texts.stages import staged
from rufschutz.core.purposes.actions.adoption import spoken_texts
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.purposes.purpose import Profile


def sheets(*names: str) -> list[Sheet]:
    return [Sheet(name, name, "", "", False, ()) for name in names]


def test_texts_stand_in_the_order_of_a_call() -> None:
    stages = staged(
        sheets("answer.yes", "goodbye.noted", "question.record.keypad", "opening.keypad.never", "reason.ask")
    )
    assert [each.id for stage in stages for each in stage.sheets] == [
        "opening.keypad.never",
        "question.record.keypad",
        "answer.yes",
        "reason.ask",
        "goodbye.noted",
    ]
    assert [stage.name for stage in stages][:2] == ["Am Anfang", "Die Frage nach der Aufnahme"]


def test_who_wants_a_person_is_told_before_being_asked_for_a_number() -> None:
    shown = staged(
        sheets("callback.none", "callback.number.ask", "readback.number.caller_id", "human.nobody_free")
    )
    assert [each.id for stage in shown for each in stage.sheets] == [
        "human.nobody_free",
        "readback.number.caller_id",
        "callback.number.ask",
        "callback.none",
    ]


def test_the_beginning_is_open_and_what_the_line_does_not_say_comes_last() -> None:
    silent = Sheet("opening.keypad.never", "", "", "", False, (), unheard=True)
    first, last = staged([*sheets("opening.keypad.ask_first"), silent])
    assert (first.id, first.open) == ("anfang", True)
    assert (last.id, last.open, last.sheets) == ("ungesagt", False, (silent,))


def test_the_longest_beginning_decides() -> None:
    [stage] = staged(sheets("question.unclear.offer"))
    assert stage.id == "freiwillig"


def test_what_no_stage_names_comes_last_and_is_not_lost() -> None:
    stages = staged(sheets("something.new", "goodbye.noted"))
    assert [stage.id for stage in stages] == ["ende", "weitere"]


def test_every_text_that_is_shipped_has_its_stage() -> None:
    for profile in Profile:
        found = staged(sheets(*spoken_texts(shipped_policy(profile))))
        assert "weitere" not in {stage.id for stage in found}
