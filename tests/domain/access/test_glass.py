"""What emergency access opens, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from rufschutz.domain.access.decision import decide
from rufschutz.domain.access.glass import LIFTS, OPENED, REACHES, ROLES, opens
from rufschutz.domain.access.request import Action, Actor, Glass, Labels, Obligation, Request, Role, Verdict
from rufschutz.domain.access.table import CONTENT, MATTER, QUALITY, RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, GlassId, KindId, LineId, PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

NOW = Millis(1_800_000_000_000)
TENANT, CALL = TenantId("t-1"), CallId("call-1")
SEEN = [MATTER, RECORD, QUALITY, *map(PurposeId, ("security", "rights", "legal_claims", "staff_training"))]
AGENT = Actor(PersonId("p-1"), TENANT, Role.AGENT, second_factor=True, lines=frozenset({LineId("l-1")}))
TAPE = Labels(
    TENANT,
    LineId("l-9"),
    None,
    KindId("recording_matter"),
    frozenset({RECORD}),
    ConsentState.GIVEN,
    call=CALL,
)


def glass(actor: Actor, purpose: PurposeId = RECORD, **other: object) -> Glass:
    made = Glass(GlassId("g-1"), actor.person, actor.role, TENANT, CALL, purpose, NOW, Millis(NOW + 60))
    return replace(made, **other)


def holding(role: Role = Role.AGENT, purpose: PurposeId = RECORD, **other: object) -> Actor:
    actor = replace(AGENT, role=role, until=Millis(NOW + 999) if role is Role.AUDITOR else None)
    return replace(actor, glasses=(glass(actor, purpose, **other),))


PLAY = Request(holding(), Action.PLAY_RECORDING, RECORD, TAPE, NOW)


@pytest.mark.rule("R60")
def test_an_agent_hears_one_message_of_a_colleague_and_the_trace_says_by_what():
    without = decide(replace(PLAY, actor=AGENT))
    assert not without.allowed
    decision = decide(PLAY)
    assert (decision.allowed, decision.glass) == (True, GlassId("g-1"))
    assert decision.trace[-1].because == "emergency access g-1 lifts reach"
    reach = next(step for step in decision.trace if step.rule == "reach")
    assert reach.verdict is Verdict.SILENT
    assert reach.because == "it is neither addressed to this person nor to a line of theirs"
    assert decision.obligations == {Obligation.LOG}


def test_a_team_leader_hears_what_is_else_for_the_addressee():
    decision = decide(replace(PLAY, actor=holding(Role.SUPERVISOR)))
    assert decision.allowed
    assert decision.trace[-1].because == "emergency access g-1 lifts kind, purpose"


def test_what_is_allowed_anyway_is_not_said_to_be_opened_by_it():
    own = decide(replace(PLAY, labels=replace(TAPE, line=LineId("l-1"))))
    assert (own.allowed, own.glass) == (True, None)


@pytest.mark.rule("R84")
@pytest.mark.parametrize("role", sorted(set(Role) - ROLES - {Role.OWNER}))
def test_whose_role_is_kept_from_content_hears_nothing_through_it(role):
    for purpose, asked in product(REACHES, SEEN):
        labels = replace(TAPE, purposes=frozenset(SEEN))
        request = replace(PLAY, actor=holding(role, purpose), purpose=asked, labels=labels)
        assert not decide(request).allowed, (purpose, asked)


@pytest.mark.rule("R60")
def test_nothing_but_its_own_acts_for_its_own_purpose_is_opened():
    elsewhere = replace(TAPE, purposes=frozenset(SEEN))
    for purpose, action, asked in product([*REACHES, QUALITY], Action, SEEN):
        actor = holding(purpose=purpose)
        request = Request(actor, action, asked, elsewhere, NOW)
        plain = decide(replace(request, actor=replace(actor, glasses=()))).allowed
        reached = (action, asked) in REACHES.get(purpose, frozenset())
        assert decide(request).allowed is (plain or reached), (purpose, action, asked)


@pytest.mark.rule("R60")
@pytest.mark.parametrize(
    "actor",
    [
        holding(call=CallId("call-2")),
        holding(person=PersonId("p-9")),
        holding(role=Role.AGENT, until=NOW),
        holding(since=Millis(NOW + 1)),
        holding(tenant=TenantId("t-2")),
        replace(holding(), glasses=(replace(glass(AGENT), role=Role.SUPERVISOR),)),
        replace(holding(), second_factor=False),
        replace(holding(), until=NOW),
    ],
    ids=["call", "person", "over", "not yet", "tenant", "role", "second factor", "ended role"],
)
def test_another_call_person_tenant_or_time_stays_shut(actor):
    assert not decide(replace(PLAY, actor=actor)).allowed


@pytest.mark.rule("R35")
def test_another_tenant_s_thing_stays_shut_even_under_the_same_call():
    decision = decide(replace(PLAY, labels=replace(TAPE, tenant=TenantId("t-2"))))
    assert "the thing belongs to another tenant" in decision.reasons()


@pytest.mark.rule("R60")
@pytest.mark.parametrize("lock", ["restricted", "held", "quarantined"])
def test_what_is_locked_stays_locked(lock):
    for action, purpose in ((Action.PLAY_RECORDING, RECORD), (Action.VIEW_CALL, MATTER)):
        request = Request(holding(), action, purpose, replace(TAPE, **{lock: True}), NOW)
        assert not decide(request).allowed


@pytest.mark.rule("R33")
def test_neither_consent_nor_the_thing_s_own_purposes_are_lifted():
    withdrawn = replace(TAPE, consent=ConsentState.WITHDRAWN)
    assert decide(replace(PLAY, labels=withdrawn)).reasons() == ("the consent is withdrawn",)
    elsewhere = replace(TAPE, purposes=frozenset({QUALITY}))
    assert decide(replace(PLAY, labels=elsewhere)).reasons() == (
        "the thing may not be used for the purpose record_matter",
    )


def test_a_thing_of_no_call_is_reached_by_none():
    assert not opens(glass(AGENT), replace(PLAY, labels=replace(TAPE, call=None)))


def test_the_table_s_rules_alone_are_lifted_and_everything_opened_is_logged():
    assert frozenset({"role", "purpose", "kind", "reach"}) == LIFTS
    assert {action for acts in REACHES.values() for action, _ in acts} == set(OPENED)
    assert all(Obligation.LOG in owes for owes in OPENED.values())
    assert set(OPENED) >= CONTENT
