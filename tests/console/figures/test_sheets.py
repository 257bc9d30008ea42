from __future__ import annotations

from rufschutz.console.figures.sheets import questions, tiles
from rufschutz.core.consent.figures import Figures, QuestionFigures
from rufschutz.core.purposes.editions import Edition
from rufschutz.domain.call.commands import Language
from rufschutz.domain.consent.quotas import Equality, Shares, Spread
from rufschutz.domain.ids import PurposeId, TextId
from rufschutz.domain.moments import Millis

RECORD = PurposeId("record_matter")
QUESTION = TextId("question.record.keypad")


def found(**other: object) -> Figures:
    values = {"calls": 0, "left_in_notice": None, "seconds": None, "questions": (), "service": None}
    return Figures(**{**values, **other})  # type: ignore[arg-type]


ZONE = "Europe/Berlin"
NOVEMBER = Millis(1_794_438_000_000)


def edition(number: int, begin: str, language: Language = Language.DE) -> Edition:
    return Edition(QUESTION, language, begin + "0" * (64 - len(begin)), number, NOVEMBER)


def asked(shares: Shares | None) -> QuestionFigures:
    return QuestionFigures(RECORD, QUESTION, "0a1b2c3d", shares, Spread(40, 12_300, 15_100))


def test_too_few_calls_are_said_to_be_too_few() -> None:
    shown = tiles(found(calls=3))
    assert [tile.value for tile in shown] == ["3", "–", "–", "–"]
    assert {tile.good for tile in shown} == {None}


def test_figures_are_held_against_their_targets() -> None:
    shown = tiles(
        found(
            calls=1200, left_in_notice=50, seconds=Spread(90, 12_300, 15_100), service=Equality(900, 700, 770)
        )
    )
    assert [(tile.value, tile.good) for tile in shown] == [
        ("1.200", None),
        ("12,3 s", True),
        ("5 %", None),
        ("0,77", False),
    ]


def test_a_bar_holds_every_answer_beside_its_table() -> None:
    [row] = questions(
        found(questions=(asked(Shares(40, 600, 200, 100, 50, 50)),)), {RECORD: "Aufnehmen"}, (), ZONE
    )
    assert (row.name, row.asked, row.seconds) == ("Aufnehmen", "40", "12,3 s / 15,1 s")
    assert [(part.start, part.width) for part in row.parts] == [
        (0, 600),
        (600, 200),
        (800, 100),
        (900, 50),
        (950, 50),
    ]
    assert [part.middle for part in row.parts] == [300, 700, 850, None, None]


def test_a_question_asked_too_rarely_has_no_bar() -> None:
    [row] = questions(found(questions=(asked(None),)), {}, (), ZONE)
    assert (row.parts, row.asked) == ((), "")


def test_words_are_named_by_number_and_day_the_newest_first() -> None:
    versions = ("aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd", "")
    figures = found(questions=tuple(QuestionFigures(RECORD, QUESTION, each, None, None) for each in versions))
    known = (edition(1, versions[0]), edition(3, versions[1]), edition(3, versions[2], Language.EN))
    assert [row.version for row in questions(figures, {}, known, ZONE)] == [
        "Fassung 3 vom 12.11.2026",
        "Fassung 3 vom 12.11.2026, auf Englisch",
        "Fassung 1 vom 12.11.2026",
        "frühere Fassung, mit einem anderen Namen der Praxis",
        "",
    ]
