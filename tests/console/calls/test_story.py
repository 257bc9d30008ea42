from __future__ import annotations

import pytest

from rufschutz.console.calls.story import Names, Tone, tell
from rufschutz.core.calls import timeline
from rufschutz.core.calls.models import EntryKind
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.withdrawal import Method
from rufschutz.domain.ids import ArtefactId, PersonId, PurposeId, RuleId, TextId
from rufschutz.domain.moments import DAY, Millis

AT = Millis(1_790_000_000_000)
PURPOSE = PurposeId("record_matter")
TAPE = ArtefactId("7" * 32)
ANNA = PersonId("9" * 32)
QUALITY = PurposeId("quality")
NAMES = Names({ANNA: "Person owner"}, {QUALITY: "Gesprächsqualität prüfen"})


def say(line: timeline.Line) -> tuple[str, str, Tone]:
    (told,) = tell([line], "Europe/Berlin", NAMES)
    assert told.time == "16:13:20"
    return told.sentence, told.detail, told.tone


def test_the_notice_says_whether_it_was_heard_to_its_end() -> None:
    text = TextId("opening.keypad.ask_first")
    whole = say(timeline.Played(AT, text, "de", 14_200, True))
    cut = say(timeline.Played(AT, text, "en", 14_200, False))
    assert whole[:2] == (
        "Ansage: Begrüßung mit Hinweis und Frage nach der Aufnahme",
        "bis zum Ende gehört, 14 Sekunden",
    )
    assert cut[1] == "nicht bis zum Ende gehört, auf Englisch"


def test_a_key_that_did_not_count_says_so() -> None:
    assert say(timeline.Pressed(AT, "1", "rtp_event", True))[:2] == ("Taste 1 gedrückt", "")
    assert say(timeline.Pressed(AT, "1", "rtp_event", False))[1] == "zählte nicht als Antwort"
    assert say(timeline.Pressed(AT, "5", "sip_info", False))[0] == "Taste 5 gedrückt"


@pytest.mark.rule("R16")
def test_another_use_of_a_recording_is_told_by_its_name() -> None:
    assert say(timeline.Consented(AT, QUALITY, "refused", "key"))[0] == (
        "Keine Einwilligung: Gesprächsqualität prüfen"
    )
    assert say(timeline.Consented(AT, QUALITY, "given", ""))[2] is Tone.YES


@pytest.mark.parametrize("state", list(ConsentState))
def test_every_change_of_a_consent_is_told(state: ConsentState) -> None:
    sentence, _, tone = say(timeline.Consented(AT, PURPOSE, state.value, ""))
    assert "inwilligung" in sentence
    assert (tone is Tone.YES) == (state is ConsentState.GIVEN)


def test_a_refusal_says_how_it_came_about() -> None:
    assert say(timeline.Consented(AT, PURPOSE, "refused", "silence"))[1] == "hat nicht geantwortet"


@pytest.mark.parametrize("method", list(Method))
def test_a_withdrawal_says_how_it_was_entered(method: Method) -> None:
    detail = say(timeline.Consented(AT, PURPOSE, "withdrawn", "", method.value))[1]
    assert detail.startswith("nach dem Anruf ")
    assert say(timeline.Consented(AT, PURPOSE, "withdrawn", "star"))[1] == "Stern-Taste"


def test_what_was_deleted_on_a_withdrawal_names_no_rule() -> None:
    gone = timeline.Deleted(AT, TAPE, RuleId("recording_matter/P7D"), proven=True, cause=Cause.WITHDRAWAL)
    assert say(gone)[0] == "Aufnahme gelöscht auf Widerruf"


@pytest.mark.parametrize("step", [kind for kind in EntryKind if kind.value.startswith("recording_")])
def test_every_step_of_a_recording_is_told(step: EntryKind) -> None:
    assert "Aufnahme" in say(timeline.Segment(AT, step, TAPE, "privacy_text", 32_000))[0]


def test_the_end_of_a_recording_and_its_sealing_are_two_things() -> None:
    assert say(timeline.Stopped(AT, TAPE, 32_000))[:2] == ("Aufnahme beendet", "Länge 32 Sekunden")
    assert say(timeline.Segment(AT, EntryKind.RECORDING_KEPT, TAPE, "", 32_000))[0] == "Aufnahme versiegelt"


def test_a_no_is_no_failure() -> None:
    assert say(timeline.Consented(AT, PURPOSE, "refused", "key"))[2] is Tone.PLAIN
    assert say(timeline.Consented(AT, PURPOSE, "withdrawn", "star"))[2] is Tone.NO


def test_a_destroyed_recording_says_why() -> None:
    gone = say(timeline.Segment(AT, EntryKind.RECORDING_GONE, TAPE, "withdrawn", 0))
    assert gone[1:] == ("weil der Anrufer es so wollte (Stern-Taste)", Tone.NO)


def test_who_listened_is_named_and_how_long() -> None:
    assert say(timeline.Heard(AT, TAPE, ANNA, 12_000))[:2] == (
        "Person owner hat die Aufnahme angehört",
        "bis zu 12 Sekunden Ton abgerufen",
    )
    assert say(timeline.Heard(AT, TAPE, PersonId("0"), 0))[0] == "Jemand hat die Aufnahme angehört"


def test_a_deletion_names_its_rule_and_whether_it_is_proven() -> None:
    done = say(timeline.Deleted(AT, TAPE, RuleId("recording_matter"), True))
    assert done[0] == "Aufnahme gelöscht nach Regel „recording_matter“"
    assert "nachgelesen" in done[1]
    assert "Nachweis folgt" in say(timeline.Deleted(AT, TAPE, RuleId("r"), False))[1]


def test_what_died_in_the_call_is_told_once() -> None:
    lines = [
        timeline.Segment(AT, EntryKind.RECORDING_GONE, TAPE, "withdrawn", 0),
        timeline.Deleted(AT, TAPE, RuleId("recording_matter/P7D"), False),
    ]
    assert len(tell(lines, "Europe/Berlin", NAMES)) == 1


def test_what_happened_on_another_day_says_on_which() -> None:
    later = Millis(AT + 3 * DAY)
    lines = [timeline.Started(AT, False), timeline.Deleted(later, TAPE, RuleId("r"), True)]
    told = tell(lines, "Europe/Berlin", NAMES)
    assert told[0].detail == ""
    assert told[1].detail.startswith("24.\u00a0September 2026: nachgelesen")


def test_the_first_and_the_last_line() -> None:
    assert say(timeline.Started(AT, True)) == ("Anruf angenommen", "Rufnummer unterdrückt", Tone.PLAIN)
    assert say(timeline.Ended(AT, "caller"))[1] == "Der Anrufer hat aufgelegt."
    assert say(timeline.Confirmed(AT))[2] is Tone.YES
