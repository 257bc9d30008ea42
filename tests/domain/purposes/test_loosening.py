"""Every way to take protection away is named with its path; tightening is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.ids import KindId, PurposeId, RuleId
from rufschutz.domain.moments import Period
from rufschutz.domain.purposes.alternatives import Alternative, Hours
from rufschutz.domain.purposes.loosening import Safeguards, Wording, longer, loosenings
from rufschutz.domain.purposes.profile import Overlay
from rufschutz.domain.purposes.purpose import ConsentMode, Profile, ProfileState, Purpose, StateIn, Words
from rufschutz.domain.purposes.recipients import Recipient, Transfer
from rufschutz.domain.retention.rule import DeletionRule, StartType


def states(state: ProfileState) -> tuple[StateIn, ...]:
    return (StateIn(Profile.PRACTICE, state),)


PURPOSE = Purpose(
    PurposeId("record"), Words("Aufnehmen", "Record"), Words("Darf ich?", "May I?"), "Art. 6(1)(a)",
    "Art. 9(2)(a)", ConsentMode.PER_CALL, (KindId("sound"),), states(ProfileState.AVAILABLE),
)  # fmt: skip
RULE = DeletionRule(
    RuleId("sound/P7D"), KindId("sound"), StartType.COLLECTED, "recorded",
    Period(days=7), Period(days=30), Period(months=24), "6(1)(a)",
)  # fmt: skip
TEXT = Wording("question", "consent_question", "protective", frozenset({"de.rec_period"}), reviewed=True)
STRICT = Safeguards(
    profile=Profile.PRACTICE,
    recording=False,
    purposes=(PURPOSE,),
    rules=(RULE,),
    texts=(TEXT,),
    overlays=(Overlay("health", on=True, refuses=("quality",), terms={"numbers": "masked"}),),
    alternatives=(Alternative("callback"),),
    must_say=frozenset({"consent_question.withdrawal"}),
    accepted=frozenset({"withdrawal.de.stern löscht"}),
    banned=frozenset({"anonym"}),
    computer=frozenset({"de.Hier spricht ein Computer."}),
    adequate=frozenset({"CH"}),
    patience={"answer_window": 10_000},
)


def with_purpose(**changes: object) -> Safeguards:
    return replace(STRICT, purposes=(replace(PURPOSE, **changes),))


def with_rule(**changes: object) -> Safeguards:
    return replace(STRICT, rules=(replace(RULE, **changes),))


def with_text(**changes: object) -> Safeguards:
    return replace(STRICT, texts=(replace(TEXT, **changes),))


OFFICE = (Alternative("callback", (Hours((1,), "08:00", "09:00"),)),)
LOOSER = [
    ("retention.sound.period", with_rule(period=Period(days=8))),
    ("retention.sound.cap", with_rule(cap=Period(days=31))),
    ("retention.sound.cap", with_rule(cap=None)),
    ("retention.sound.review", with_rule(review=None)),
    ("retention.sound.start", with_rule(start=StartType.PROCESS_ENDED, event="matter_closed")),
    ("recording", replace(STRICT, recording=True)),
    ("purposes.record", with_purpose(states=states(ProfileState.ACTIVE))),
    ("purposes.new", replace(STRICT, purposes=(PURPOSE, replace(PURPOSE, id=PurposeId("new"))))),
    ("purposes.record.recipients.Labor", with_purpose(recipients=(Recipient("Labor", "controller", "DE"),))),
    (
        "purposes.record.transfers.Labor",
        with_purpose(transfers=(Transfer("Labor", "US", "46", "2026-01-01"),)),
    ),
    ("purposes.record.kinds", with_purpose(kinds=(KindId("sound"), KindId("transcript")))),
    ("purposes.record.consent", with_purpose(consent=ConsentMode.NOTICE)),
    ("purposes.record.basis", with_purpose(basis="Art. 6(1)(f)")),
    ("purposes.record.art9", with_purpose(art9="never")),
    ("purposes.record.whose", with_purpose(whose="processor")),
    ("overlays.health", replace(STRICT, overlays=())),
    ("overlays.health", replace(STRICT, overlays=(replace(STRICT.overlays[0], on=False),))),
    ("overlays.health.refuses", replace(STRICT, overlays=(replace(STRICT.overlays[0], refuses=()),))),
    ("overlays.health.terms", replace(STRICT, overlays=(replace(STRICT.overlays[0], terms={}),))),
    ("texts.question", replace(STRICT, texts=())),
    ("texts.question.de.rec_period", with_text(slots=frozenset())),
    ("texts.question.role", with_text(role="")),
    ("texts.question.stop", with_text(stop="none")),
    ("texts.question.review_by", with_text(reviewed=False)),
    ("dialog.mandatory.consent_question.withdrawal", replace(STRICT, must_say=frozenset())),
    ("dialog.markers.withdrawal", replace(STRICT, accepted=frozenset())),
    (
        "dialog.markers.withdrawal.de.hallo",
        replace(STRICT, accepted=STRICT.accepted | {"withdrawal.de.hallo"}),
    ),
    ("dialog.banned", replace(STRICT, banned=frozenset())),
    ("dialog.ai_sentence", replace(STRICT, computer=frozenset({"de.Guten Tag."}))),
    ("dialog.answer_window", replace(STRICT, patience={"answer_window": 9_999})),
    ("alternatives.callback", replace(STRICT, alternatives=OFFICE)),
    ("adequate", replace(STRICT, adequate=frozenset({"CH", "US"}))),
    ("profile", replace(STRICT, profile=Profile.OFFICE, purposes=())),
]


@pytest.mark.rule("R82")
@pytest.mark.parametrize(("path", "after"), LOOSER)
def test_what_protects_less_is_named_with_its_path(path: str, after: Safeguards) -> None:
    assert [each.path for each in loosenings(STRICT, after)] == [path]


@pytest.mark.rule("R82")
@pytest.mark.parametrize("before", [after for path, after in LOOSER if path not in {
    "retention.sound.start", "purposes.record.basis", "purposes.record.art9", "purposes.record.whose",
    "overlays.health.terms", "dialog.ai_sentence", "dialog.markers.withdrawal", "profile",
}])  # fmt: skip
def test_the_way_back_to_the_stricter_one_is_none(before: Safeguards) -> None:
    assert loosenings(before, STRICT) == ()


def test_the_same_is_no_loosening() -> None:
    assert loosenings(STRICT, STRICT) == ()


def test_a_slot_that_was_never_looked_for_may_get_its_phrases() -> None:
    after = replace(STRICT, accepted=STRICT.accepted | {"no_disadvantage.de.ohne nachteil"})
    assert loosenings(STRICT, after) == ()


@pytest.mark.parametrize(
    ("left", "right", "is_longer"),
    [
        (Period(days=8), Period(days=7), True),
        (Period(years=1), Period(months=12), False),
        (Period(months=1), Period(days=30), True),
        (Period(months=1), Period(days=31), False),
        (Period(years=1), Period(days=365), True),  # a leap year
        (Period(years=3, to_year_end=True), Period(years=3), True),
        (Period(days=7), Period(days=7), False),
    ],
)
def test_longer_means_from_some_day_on(left: Period, right: Period, is_longer: bool) -> None:
    assert longer(left, right) is is_longer
