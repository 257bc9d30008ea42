"""The team answers for its own voice, each person for themselves; the works agreement has its state."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions, answers
from rufschutz.core.consent.actions.answers import Agreement, AnswerRefusedError
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.duedates import Rules
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState, LegReason
from rufschutz.domain.ids import PersonId, PurposeId
from rufschutz.domain.moments import DAY, Millis, day_of

LISTEN = PurposeId("quality")
SOMEBODY = PersonId("7" * 32)


@pytest.fixture
def rules(office):
    """The rules of a call centre."""
    return Rules(retention_policy(shipped_policy("C")), office.desk.rules(office.tenant).zone)


def answer(actor, state, rules, now, person=None):
    actions.answer_for_oneself(actor, person or actor.person, LISTEN, state, rules, now)


def test_each_person_answers_for_themselves_and_the_last_answer_counts(office, owner, rules):
    answer(owner, ConsentState.GIVEN, rules, office.now)
    answer(owner, ConsentState.WITHDRAWN, rules, Millis(office.now + 1))
    assert answers.states_of(office.tenant, owner.person) == {LISTEN: ConsentState.WITHDRAWN}
    assert answers.states_of(office.tenant, SOMEBODY) == {}
    with tenant_scope(office.tenant):
        assert StaffAnswer.objects.count() == 2


def test_nobody_answers_for_somebody_else(office, owner, officer, rules):
    with pytest.raises(AnswerRefusedError, match="somebody else"):
        answer(owner, ConsentState.GIVEN, rules, office.now, SOMEBODY)
    with pytest.raises(AccessDenied):
        answer(officer, ConsentState.GIVEN, rules, office.now)
    with pytest.raises(AnswerRefusedError, match="no answer"):
        answer(owner, ConsentState.REQUESTED, rules, office.now)
    with tenant_scope(office.tenant):
        assert not StaffAnswer.objects.exists()


def test_a_practice_has_no_use_for_such_an_answer(office, owner):
    with pytest.raises(AnswerRefusedError, match="no voice of the team"):
        answer(owner, ConsentState.GIVEN, office.desk.rules(office.tenant), office.now)


def test_what_was_answered_before_proves_the_past_for_three_years(office, owner, rules):
    answer(owner, ConsentState.GIVEN, rules, office.now)
    with tenant_scope(office.tenant):
        standing = StaffAnswer.objects.get().due_at
    answer(owner, ConsentState.WITHDRAWN, rules, Millis(office.now + DAY))
    with tenant_scope(office.tenant):
        assert [row.due_at < standing for row in StaffAnswer.objects.order_by("at")] == [True, True]


def test_the_works_agreement_is_unknown_until_somebody_says(office, owner, rules):
    today = day_of(office.now, rules.zone)
    assert answers.council(office.tenant, today) is None
    actions.set_council(owner, Agreement(CouncilState.PENDING), rules, office.now)
    assert answers.council(office.tenant, today) is CouncilState.PENDING
    signed = Agreement(CouncilState.SIGNED, dt.date(2026, 9, 1), None, "BV 3/2026")
    actions.set_council(owner, signed, rules, Millis(office.now + 1))
    assert answers.council(office.tenant, today) is CouncilState.SIGNED
    seen = answers.agreement(office.tenant)
    assert seen is not None
    assert (seen.agreed_on, seen.ends_on, seen.document) == (dt.date(2026, 9, 1), None, "BV 3/2026")
    assert (seen.person, seen.at) == (owner.person, office.now + 1)
    with tenant_scope(office.tenant):
        assert list(CouncilAgreement.objects.order_by("at").values_list("agreed_on", flat=True)) == [
            "",
            "2026-09-01",
        ]


@pytest.mark.rule("R12")
def test_an_agreement_holds_to_its_last_day_and_no_longer(office, owner, rules):
    last = dt.date(2026, 12, 31)
    agreed = Agreement(CouncilState.SIGNED, dt.date(2026, 9, 1), last)
    actions.set_council(owner, agreed, rules, office.now)
    answer(owner, ConsentState.GIVEN, rules, office.now)
    assert answers.council(office.tenant, last) is CouncilState.SIGNED
    assert answers.leg_of(office.tenant, owner.person, LISTEN, last).allowed
    after = last + dt.timedelta(days=1)
    assert answers.council(office.tenant, after) is CouncilState.PENDING
    leg = answers.leg_of(office.tenant, owner.person, LISTEN, after)
    assert leg.reason is LegReason.COUNCIL_PENDING


def test_a_signed_agreement_has_a_day_and_no_other_has_one(office, owner, officer, rules):
    with pytest.raises(AnswerRefusedError, match="has a day") as refused:
        actions.set_council(owner, Agreement(CouncilState.SIGNED), rules, office.now)
    assert f"council {CouncilState.SIGNED.value} --on" in refused.value.advice
    with pytest.raises(AnswerRefusedError, match="has a day"):
        actions.set_council(owner, Agreement(CouncilState.NONE, dt.date(2026, 9, 1)), rules, office.now)
    with pytest.raises(AccessDenied):
        actions.set_council(officer, Agreement(CouncilState.NONE), rules, office.now)


@pytest.mark.parametrize(
    ("agreed", "why"),
    [
        (Agreement(CouncilState.PENDING, document="BV 3/2026"), "only a signed"),
        (Agreement(CouncilState.NONE, ends_on=dt.date(2026, 12, 31)), "only a signed"),
        (Agreement(CouncilState.SIGNED, dt.date(2096, 9, 1)), "yet to come"),
        (Agreement(CouncilState.SIGNED, dt.date(2026, 9, 1), dt.date(2026, 8, 31)), "before it began"),
        (Agreement(CouncilState.SIGNED, dt.date(2026, 9, 1), document="x" * 121), "one line"),
        (Agreement(CouncilState.SIGNED, dt.date(2026, 9, 1), document="a\nb"), "one line"),
    ],
)
def test_what_no_agreement_can_be_is_refused_and_changes_nothing(office, owner, rules, agreed, why):
    with pytest.raises(AnswerRefusedError, match=why):
        actions.set_council(owner, agreed, rules, office.now)
    assert answers.agreement(office.tenant) is None
