"""A number is a line, not a person: what is known of it protects, or shortens words, and nothing else."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.consent.known import Asking, Known, Remembered, known_from

pytestmark = pytest.mark.rule("R24")

NOW = 1_000


def test_of_an_unknown_number_everything_is_asked_in_full():
    assert known_from((), (), NOW) == Known()
    assert Known().asking("record_matter") is Asking.IN_FULL


def test_an_earlier_yes_shortens_the_words_and_does_no_more():
    known = known_from((), [Remembered("record_matter", ConsentState.GIVEN)], NOW)

    assert known.asking("record_matter") is Asking.SHORTER
    assert known.asking("recognise") is Asking.IN_FULL


def test_no_way_of_asking_takes_a_stored_yes_for_the_answer():
    assert set(Asking) == {Asking.NOT_AT_ALL, Asking.SHORTER, Asking.IN_FULL}


def test_an_objection_is_heard_before_any_yes():
    known = known_from([Preference.NEVER_RECORD], [Remembered("record_matter", ConsentState.GIVEN)], NOW)

    assert known == Known(never_record=True)
    assert known.asking("record_matter") is Asking.NOT_AT_ALL


def test_an_objection_to_advertising_forbids_no_recording():
    assert known_from([Preference.NO_ADVERTISING], (), NOW) == Known()


@pytest.mark.parametrize("state", [state for state in ConsentState if state is not ConsentState.GIVEN])
def test_what_is_no_yes_any_more_shortens_nothing(state):
    assert known_from((), [Remembered("reminder", state)], NOW) == Known()


def test_where_one_yes_was_taken_back_another_of_the_same_purpose_shortens_nothing():
    rows = [Remembered("reminder", ConsentState.GIVEN), Remembered("reminder", ConsentState.WITHDRAWN)]

    assert known_from((), rows, NOW) == Known()


@pytest.mark.parametrize(("until", "stands"), [(None, True), (NOW + 1, True), (NOW, False), (NOW - 1, False)])
def test_a_yes_counts_until_its_end(until, stands):
    known = known_from((), [Remembered("reminder", ConsentState.GIVEN, until)], NOW)

    assert ("reminder" in known.consented) is stands


def test_of_another_person_only_what_protects_still_counts():
    assert Known(never_record=True).of_somebody_else() == Known(never_record=True)
    assert Known(consented=frozenset({"reminder"})).of_somebody_else() == Known()
