from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from rufschutz.domain.access.decision import RULES, AccessDenied, Lock, decide, locked_by, require
from rufschutz.domain.access.request import Action, Actor, Labels, Obligation, Request, Role, Scope, Verdict
from rufschutz.domain.access.table import CONTENT, TABLE, Reach
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import KindId, LineId, PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

PURPOSES = [
    PurposeId(name)
    for name in (
        "handle_matter",
        "record_matter",
        "quality",
        "security",
        "rights",
        "legal_claims",
        "advertise",
    )
]
NOW = Millis(1_800_000_000_000)
TENANT, OTHER = TenantId("t-1"), TenantId("t-2")
AGENT = Actor(PersonId("p-1"), TENANT, Role.AGENT, second_factor=True, lines=frozenset({LineId("l-1")}))
OWNER = replace(AGENT, role=Role.OWNER, lines=frozenset())
RECORDING = Labels(
    TENANT,
    LineId("l-1"),
    None,
    KindId("recording_matter"),
    frozenset({PurposeId("record_matter")}),
    ConsentState.GIVEN,
)
PLAY = Request(OWNER, Action.PLAY_RECORDING, PurposeId("record_matter"), RECORDING, NOW)


EVERYTHING = Scope(frozenset(Action), frozenset(PURPOSES))


def actor_in(role: Role) -> Actor:
    until = Millis(NOW + 1) if role in {Role.AUDITOR, Role.API_KEY} else None
    return replace(AGENT, role=role, until=until, scope=EVERYTHING if role is Role.API_KEY else None)


def why_not(request: Request) -> tuple[str, ...]:
    with pytest.raises(AccessDenied) as refused:
        require(request)
    assert str(refused.value) == "; ".join(refused.value.decision.reasons())
    return refused.value.decision.reasons()


@pytest.mark.rule("R60")
def test_every_role_action_purpose_and_place_is_decided_as_the_table_says():
    places = {
        "addressed": replace(RECORDING, addressed_to=AGENT.person, line=LineId("l-9")),
        "own line": RECORDING,
        "someone else's": replace(RECORDING, addressed_to=PersonId("p-9")),
        "other line": replace(RECORDING, line=LineId("l-9")),
    }
    for role, action, purpose, place in product(Role, Action, PURPOSES, places):
        for kind in ("recording_matter", "recording_quality"):
            labels = replace(places[place], kind=KindId(kind), purposes=frozenset(PURPOSES))
            decision = decide(Request(actor_in(role), action, purpose, labels, NOW))
            cell = TABLE[role].get(action)
            expected = (
                cell is not None
                and purpose in cell.purposes
                and (cell.reach is Reach.TENANT or place in ("addressed", "own line"))
                and (cell.kinds is None or kind in cell.kinds)
            )
            assert decision.allowed is expected, (role, action, purpose, place, kind)
            assert decision.obligations == (cell.owes if expected else frozenset())
            assert bool(decision.reasons()) is not expected


@pytest.mark.rule("R60")
def test_the_trace_holds_the_word_of_every_rule():
    decision = require(PLAY)
    assert [step.rule for step in decision.trace] == list(RULES)
    assert [step.rule for step in decision.trace if step.verdict is Verdict.ALLOW] == ["role"]
    assert decision.obligations == {Obligation.LOG}


@pytest.mark.rule("R84")
def test_the_officer_hears_nothing_whatever_the_labels_say():
    officer = actor_in(Role.DATA_PROTECTION_OFFICER)
    for purpose in PURPOSES:
        labels = replace(RECORDING, addressed_to=officer.person, purposes=frozenset(PURPOSES))
        request = replace(PLAY, actor=officer, purpose=purpose, labels=labels)
        assert "the role data_protection_officer may not play_recording" in why_not(request)


def test_an_agent_hears_what_is_for_them_and_nothing_else():
    play = replace(PLAY, actor=AGENT)
    require(play)
    require(replace(play, labels=replace(RECORDING, addressed_to=AGENT.person, line=None)))
    other = ("it is neither addressed to this person nor to a line of theirs",)
    assert why_not(replace(play, labels=replace(RECORDING, addressed_to=PersonId("p-9")))) == other
    assert why_not(replace(play, labels=replace(RECORDING, line=LineId("l-9")))) == other


@pytest.mark.rule("R35")
@pytest.mark.parametrize("role", Role)
def test_no_role_reaches_into_another_tenant(role):
    for action in Action:
        request = Request(
            actor_in(role), action, PurposeId("security"), replace(RECORDING, tenant=OTHER), NOW
        )
        assert "the thing belongs to another tenant" in why_not(request)


@pytest.mark.rule("R59")
@pytest.mark.parametrize("role", Role)
def test_without_a_second_factor_nobody_does_anything(role):
    for action in Action:
        actor = replace(actor_in(role), second_factor=False)
        request = Request(actor, action, PurposeId("security"), RECORDING, NOW)
        assert "the sign-in had no second factor" in why_not(request)


@pytest.mark.rule("R33")
def test_a_thing_is_used_for_its_own_purposes_only():
    assert why_not(replace(PLAY, labels=replace(RECORDING, purposes=frozenset({PurposeId("quality")})))) == (
        "the thing may not be used for the purpose record_matter",
    )
    assert why_not(replace(PLAY, purpose=PurposeId("advertise"))) == (
        "not for the purpose advertise",
        "the thing may not be used for the purpose advertise",
    )


@pytest.mark.parametrize("state", [state for state in ConsentState if state is not ConsentState.GIVEN])
def test_without_a_living_consent_nobody_listens(state):
    assert why_not(replace(PLAY, labels=replace(RECORDING, consent=state))) == (
        f"the consent is {state.value}",
    )
    require(replace(PLAY, labels=replace(RECORDING, consent=None)))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("restricted", "processing is restricted (Art. 18 GDPR)"),
        ("held", "it is locked for a legal dispute"),
        ("quarantined", "it is in quarantine: nobody may listen"),
    ],
)
def test_what_is_locked_is_not_played_but_stays_visible(label, words):
    locked = replace(RECORDING, **{label: True})
    assert why_not(replace(PLAY, labels=locked)) == (words,)
    require(replace(PLAY, labels=locked, action=Action.VIEW_CALL))


@pytest.mark.rule("R51")
@pytest.mark.parametrize("label", ["held", "restricted"])
def test_legal_claims_alone_open_a_lock_where_a_key_was_made_for_them_and_to_the_owner_alone(label):
    claims = PurposeId("legal_claims")
    asked = replace(PLAY, purpose=claims, labels=replace(RECORDING, **{label: True}))
    assert why_not(asked) == ("the thing may not be used for the purpose legal_claims",)
    keyed = replace(asked, labels=replace(asked.labels, purposes=frozenset({claims})))
    require(keyed)
    for role in set(Role) - {Role.OWNER, Role.API_KEY}:
        assert why_not(replace(keyed, actor=actor_in(role)))


@pytest.mark.rule("R51")
def test_a_lock_is_told_only_to_who_could_else_open_it():
    gone = {"purposes": frozenset(), "consent": ConsentState.WITHDRAWN}
    for label, lock in (("restricted", Lock.RESTRICTION), ("held", Lock.HOLD)):
        asked = replace(PLAY, labels=replace(RECORDING, **{label: True}))
        assert locked_by(decide(asked)) is lock
        assert locked_by(decide(replace(asked, labels=replace(asked.labels, **gone)))) is lock
        assert locked_by(decide(replace(asked, actor=actor_in(Role.AUDITOR)))) is None
    assert locked_by(decide(PLAY)) is None
    assert locked_by(decide(replace(PLAY, labels=replace(RECORDING, **gone)))) is None


@pytest.mark.rule("R51")
def test_the_number_of_a_restricted_call_is_shown_to_nobody_who_works_on_it():
    shown = replace(PLAY, action=Action.VIEW_NUMBER, labels=replace(RECORDING, restricted=True))
    assert why_not(shown) == ("processing is restricted (Art. 18 GDPR)",)
    require(replace(shown, labels=replace(RECORDING, held=True)))


def test_reasons_add_up_and_deny_overrides():
    actor = replace(OWNER, tenant=OTHER, second_factor=False)
    labels = replace(RECORDING, restricted=True, quarantined=True)
    assert len(why_not(replace(PLAY, actor=actor, labels=labels))) == 4


def test_an_auditors_time_ends_and_must_have_an_end():
    auditor = actor_in(Role.AUDITOR)
    view = Request(auditor, Action.VIEW_AUDIT, PurposeId("rights"), Labels(TENANT), NOW)
    require(view)
    assert why_not(replace(view, at=Millis(NOW + 1))) == ("the time-limited access has ended",)
    assert why_not(replace(view, actor=replace(auditor, until=None))) == (
        "an auditor's access needs an end date",
    )


@pytest.mark.rule("R60")
def test_a_key_does_what_its_scope_names_for_the_purposes_it_names_until_its_end():
    scope = Scope(frozenset({Action.LIST_CALLS}), frozenset({PurposeId("handle_matter")}))
    key = replace(actor_in(Role.API_KEY), scope=scope)
    listing = Request(key, Action.LIST_CALLS, PurposeId("handle_matter"), Labels(TENANT), NOW)
    assert Obligation.MASK_NUMBERS in require(listing).obligations
    assert why_not(replace(listing, action=Action.VIEW_CALL)) == ("the key may not view_call",)
    assert why_not(replace(listing, purpose=PurposeId("security"))) == (
        "the key is not for the purpose security",
    )
    assert why_not(replace(listing, actor=replace(key, scope=None))) == (
        "an API key acts within its scope alone",
    )
    assert why_not(replace(listing, actor=replace(key, until=None))) == ("an API key needs an end date",)
    assert why_not(replace(listing, at=Millis(NOW + 1))) == ("the time-limited access has ended",)


def test_a_deputys_time_ends_too():
    deputy = replace(OWNER, until=NOW)
    assert why_not(replace(PLAY, actor=deputy)) == ("the time-limited access has ended",)


def test_content_is_what_was_said():
    assert {Action.PLAY_RECORDING} == CONTENT
