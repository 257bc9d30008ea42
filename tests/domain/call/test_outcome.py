"""The rows of ``stored_after`` in the dialog policy, which no call may exceed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import rufschutz
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.outcome import Besides, Course, Outcome, keeps_number, kinds_allowed, outcome_of

GIVEN, REFUSED, WITHDRAWN = ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN

POLICY = Path(rufschutz.__file__).parent / "core/purposes/content/dialog.yaml"
DIALOG = yaml.safe_load(POLICY.read_text("utf-8"))
ROWS = DIALOG["stored_after"]
# Our names of the kinds; a refusal has no person by construction.
KIND = {"consent_refused_without_person": "consent_refused"}
LATER = {"general_question_only", "number_withheld", "never_after_no"}
STORED_AFTER = {
    row: [KIND.get(kind, kind) for kind in kinds] for row, kinds in ROWS.items() if row not in LATER
}
BESIDES = {row: {KIND.get(kind, kind) for kind in kinds} for row, kinds in DIALOG["stored_besides"].items()}
NEVER_AFTER_NO = {"recording_matter", "transcript", "summary", "consent_given"}


INVALIDATED = ConsentState.INVALIDATED


def course(*states, opened=False, by=None, kept=False, failed=False, minor=False):
    return Course(
        opened=opened, states=frozenset(states), refused_by=by, kept=kept, failed=failed, minor=minor
    )


@pytest.mark.rule("R110")
@pytest.mark.parametrize(
    "told",
    [course(minor=True), course(GIVEN, INVALIDATED), course(REFUSED, by=RefusedBy.KEY, minor=True)],
)
def test_a_childs_call_keeps_what_was_confirmed_and_nothing_agreed_to(told):
    assert outcome_of(told) is Outcome.MINOR
    assert not keeps_number(Outcome.MINOR, matter_confirmed=False)


def test_every_row_of_the_policy_is_an_outcome_or_belongs_to_a_later_flow():
    own = {Outcome.RECORDING_FAILED, Outcome.NOT_ASKED}
    assert set(STORED_AFTER) | own == set(Outcome)


@pytest.mark.parametrize("row", STORED_AFTER)
@pytest.mark.rule("R104")
def test_without_a_confirmed_matter_exactly_the_row_may_exist(row):
    expected = {kind for kind in STORED_AFTER[row] if kind != "matter_if_confirmed"}
    assert kinds_allowed(Outcome(row), matter_confirmed=False) == expected


@pytest.mark.parametrize(
    "row", [row for row, kinds in STORED_AFTER.items() if "matter_if_confirmed" in kinds]
)
@pytest.mark.rule("R104")
def test_a_confirmed_matter_adds_the_matter_and_its_number_only(row):
    without = kinds_allowed(Outcome(row), matter_confirmed=False)
    lifted = (without - {"call_metadata_bare"}) | {"call_metadata"}
    assert kinds_allowed(Outcome(row), matter_confirmed=True) == lifted | {"matter", "callback_number"}


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.rule("R104")
def test_what_left_neither_matter_nor_recording_leaves_bare_call_data(outcome):
    kinds = kinds_allowed(outcome, matter_confirmed=False)
    assert ("call_metadata" in kinds) is ("recording_matter" in kinds)


@pytest.mark.parametrize(
    ("row", "besides"),
    [
        ("standing_given", Besides(standing=True)),
        ("use_given", Besides(uses=frozenset({"recording_quality"}))),
        ("optional_refused", Besides(refused=True)),
        ("receipt_issued", Besides(receipt=True)),
    ],
)
@pytest.mark.rule("R104")
def test_optional_questions_and_a_receipt_add_their_own_kinds_to_any_row_and_nothing_else(row, besides):
    for outcome in Outcome:
        for confirmed in (False, True):
            plain = kinds_allowed(outcome, matter_confirmed=confirmed)
            more = kinds_allowed(outcome, matter_confirmed=confirmed, besides=besides)
            assert more == plain | BESIDES[row] | besides.uses
            assert kinds_allowed(outcome, matter_confirmed=confirmed, besides=Besides()) == plain


def test_every_row_of_what_may_come_besides_is_shown():
    assert BESIDES.keys() == {"standing_given", "use_given", "optional_refused", "receipt_issued"}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_call_data_are_bare_or_full_and_full_where_somebody_calls_back(outcome):
    for confirmed in (False, True):
        kinds = kinds_allowed(outcome, matter_confirmed=confirmed)
        assert len(kinds & {"call_metadata", "call_metadata_bare"}) == 1
    assert "call_metadata" in kinds_allowed(outcome, matter_confirmed=True)


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.YES_AND_RECORDED])
@pytest.mark.rule("R12")
def test_only_a_yes_leaves_sound(outcome):
    assert not kinds_allowed(outcome, matter_confirmed=True) & NEVER_AFTER_NO


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_number_stays_for_a_recording_or_a_confirmed_matter_only(outcome):
    assert keeps_number(outcome, matter_confirmed=True)
    assert keeps_number(outcome, matter_confirmed=False) is (outcome is Outcome.YES_AND_RECORDED)


@pytest.mark.parametrize(
    ("happened", "outcome"),
    [
        (course(), Outcome.HUNG_UP_IN_NOTICE),
        (course(opened=True), Outcome.NOT_ASKED),
        (course(GIVEN, kept=True), Outcome.YES_AND_RECORDED),
        (course(GIVEN), Outcome.YES_NOTHING_SAID),
        (course(GIVEN, failed=True), Outcome.RECORDING_FAILED),
        (course(GIVEN, WITHDRAWN), Outcome.YES_THEN_STAR),
        (course(GIVEN, WITHDRAWN, failed=True), Outcome.YES_THEN_STAR),
        (course(REFUSED, by=RefusedBy.KEY), Outcome.REFUSED),
        (course(GIVEN, REFUSED, by=RefusedBy.KEY), Outcome.REFUSED),
        (course(REFUSED, by=RefusedBy.STAR), Outcome.REFUSED),
        (course(REFUSED, by=RefusedBy.HUMAN_WANTED), Outcome.REFUSED),
        (course(REFUSED, by=RefusedBy.SILENCE), Outcome.SILENCE_OR_UNCLEAR),
        (course(REFUSED, by=RefusedBy.UNCLEAR), Outcome.SILENCE_OR_UNCLEAR),
    ],
)
def test_each_course_has_its_row(happened, outcome):
    assert outcome_of(happened) is outcome
