"""A policy in force changes by a second person's word or after 48 hours, and never by the officer's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import transaction

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import (
    Draft,
    adopt_policy,
    approve,
    forget_decided,
    propose,
    publication,
    refresh,
    reject,
    state_opinion,
    take_back,
    take_effect_due,
)
from rufschutz.core.purposes.errors import NoProposalError, PlanRefusedError, ProposalError, UnchangedError
from rufschutz.core.purposes.models import Approval, Opinion, PolicyVersion, Proposal
from rufschutz.core.purposes.proposals import proposal, proposals, versions
from rufschutz.core.purposes.queries import is_published, live_policy, material_since, newest_plan
from rufschutz.domain.access.keys import actor_of, scope_of
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import FRESH, LIVES, WAITS, State, Way
from rufschutz.domain.ids import KeyId, PersonId, PurposeId
from rufschutz.domain.moments import DAY, Millis

REMIND = PurposeId("remind")


def person(tenant, name: str, role: Held, now) -> Actor:
    user = create_user(f"{name}@example.org", name, now)
    grant_role(tenant, user, role, "test", now)
    return Actor(PersonId(user.person_id), tenant, Role(role.value), second_factor=True)


@pytest.fixture
def first(tenant, now) -> Actor:
    return person(tenant, "first", Held.OWNER, now)


@pytest.fixture
def second(tenant, now) -> Actor:
    return person(tenant, "second", Held.OWNER, now)


@pytest.fixture
def deputy(tenant, now) -> Actor:
    return person(tenant, "deputy", Held.DEPUTY, now)


@pytest.fixture
def dpo(tenant, now) -> Actor:
    return person(tenant, "officer", Held.DATA_PROTECTION_OFFICER, now)


@pytest.fixture
def live(tenant, first, policy, now) -> str:
    return adopt_policy(tenant, policy, first.person, now)


def shorter(policy):
    return policy.with_period("recording_matter", "P3D")


def longer(policy):
    return policy.with_period("recording_matter", "P14D")


@pytest.fixture
def wish(shelves, now):
    """Propose a change; texts are rehearsed only where a test is about them."""

    def wish(actor, change=shorter, reason="Weniger genügt.", material=(), at=now):
        return propose(actor, Draft(change, reason, material), shelves.clips, at)

    return wish


@pytest.fixture(autouse=True)
def unrehearsed(monkeypatch, request):
    if "rehearsed" not in request.fixturenames:
        monkeypatch.setattr(publication, "rehearse_policy", lambda *_: None)


@pytest.fixture
def rehearsed():
    """Render every proposal, as outside tests."""


def shown(actor, name, now) -> str:
    return proposal(actor, name, now).sha256


def events(tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def state_of(tenant, name) -> str:
    with tenant_scope(tenant):
        return Proposal.objects.get(id=name).state


@pytest.mark.rule("R82")
@pytest.mark.parametrize("who", ["second", "deputy"])
def test_another_owner_or_the_deputy_lets_it_take_effect(
    tenant, live, first, who, wish, request, now
) -> None:
    other = request.getfixturevalue(who)
    name = wish(first)
    assert live_policy(tenant).id == live
    assert proposal(first, name, now).way is Way.FOUR_EYES
    version = approve(other, name, shown(other, name, now), now, now)
    after = live_policy(tenant)
    assert (after.id, after.number, after.adopted_by) == (version, 2, first.person)
    assert after.policy.rule("recording_matter").period == "P3D"
    assert [event for event in events(tenant) if event.startswith("policy:") and "role" not in event] == [
        "policy:adopted",
        "policy:proposed",
        "policy:adopted",
        "policy:approved",
    ]
    newest, oldest = versions(first, now)
    assert (newest.adopted_by_name, newest.approved_by_name, newest.reason) == (
        "first",
        who,
        "Weniger genügt.",
    )
    assert newest.in_force
    assert not oldest.in_force
    assert [(each.path, each.before, each.after) for each in newest.changes] == [
        ("rules.recording_matter.period", "P7D", "P3D")
    ]


@pytest.mark.rule("R82")
def test_neither_who_proposed_it_nor_the_officer_nor_anybody_else_approves(
    tenant, live, first, second, dpo, operator, wish, now
) -> None:
    name = wish(first)
    digest = shown(first, name, now)
    with pytest.raises(errors.SamePersonError):
        approve(first, name, digest, now, now)
    for actor in (dpo, operator):
        with pytest.raises(AccessDenied):
            approve(actor, name, digest, now, now)
    both = replace(dpo, role=Role.OWNER)  # the officer, acting as an owner
    with pytest.raises(errors.OfficerDecidesError):
        approve(both, name, digest, now, now)
    with pytest.raises(errors.OfficerDecidesError):
        reject(both, name, now)
    assert (live_policy(tenant).id, state_of(tenant, name)) == (live, "waiting")


def test_an_approval_is_bound_to_what_was_shown_and_to_a_fresh_sign_in(
    tenant, live, first, second, wish, now
) -> None:
    one, other = wish(first), wish(first, material=(REMIND,))
    assert shown(first, one, now) != shown(first, other, now), "what is material is part of it"
    with pytest.raises(errors.ChangedError):
        approve(second, one, shown(first, other, now), now, now)
    with pytest.raises(errors.StaleSignInError):
        approve(second, one, shown(first, one, now), Millis(now - FRESH - 1), now)
    assert live_policy(tenant).id == live


@pytest.mark.rule("R82")
def test_what_a_machine_proposes_counts_as_its_makers(tenant, live, first, second, shelves, now) -> None:
    scope = scope_of(["propose_policy"], ["security"])
    machine = actor_of(KeyId("5" * 32), tenant, scope, Millis(now + DAY))
    name = propose(machine, Draft(shorter, "Weniger genügt.", ()), shelves.clips, now, behind=first.person)
    card = proposal(first, name, now)
    assert card.requester == first.person
    with pytest.raises(errors.SamePersonError):
        approve(first, name, card.sha256, now, now)
    with pytest.raises(AccessDenied):
        approve(machine, name, card.sha256, now, now)
    approve(second, name, card.sha256, now, now)
    with tenant_scope(tenant):
        told = [json.loads(row.payload) for row in OutboxEntry.objects.filter(event="policy:proposed")]
    assert [entry["actor"] for entry in told] == [machine.person]


def test_who_is_alone_waits_48_hours_in_which_it_can_be_taken_back(tenant, live, first, wish, now) -> None:
    name, other = wish(first), wish(first, longer, "Versehen")
    assert proposal(first, name, now).ripe_at == now + WAITS
    take_back(first, other, now)
    assert take_effect_due(Millis(now + WAITS - 1)) == ()
    assert live_policy(tenant).id == live
    [version] = take_effect_due(Millis(now + WAITS))
    assert live_policy(tenant).id == version
    assert state_of(tenant, other) == "taken_back"
    assert take_effect_due(Millis(now + WAITS)) == ()


@pytest.mark.rule("R82")
def test_a_loosening_is_named_and_waits_for_the_officer_whose_objection_is_shown(
    tenant, live, first, second, dpo, wish, now
) -> None:
    name = wish(first, longer, "Vertretung bis Ende des Monats")
    card = proposal(second, name, now)
    assert [str(each) for each in card.loosened] == ["retention.recording_matter.period: P7D becomes P14D"]
    assert card.waits_for_opinion
    with pytest.raises(errors.NoOpinionError):
        approve(second, name, card.sha256, now, now)
    state_opinion(dpo, name, Verdict.OBJECT, "Sieben Tage genügen.", now)
    approve(second, name, card.sha256, now, now)
    [newest, _] = versions(first, now)
    [said] = newest.opinions
    assert (said.verdict, said.words, said.officer) == (Verdict.OBJECT, "Sieben Tage genügen.", dpo.person)
    assert events(tenant)[-4:] == [
        "policy:opinion:stated", "policy:adopted", "policy:approved", "policy:loosened",
    ]  # fmt: skip
    with tenant_scope(tenant):
        assert not OutboxEntry.objects.filter(payload__contains="genügen").exists()


@pytest.mark.rule("R82")
def test_without_the_officers_word_a_loosening_never_ripens(tenant, live, first, wish, now) -> None:
    name = wish(first, longer, "Bequemer")
    assert take_effect_due(Millis(now + WAITS)) == ()
    assert take_effect_due(Millis(now + LIVES)) == ()
    assert (live_policy(tenant).id, state_of(tenant, name)) == (live, "expired")


@pytest.mark.rule("R82")
def test_who_proposes_gives_no_opinion_on_it_in_another_role(tenant, live, first, dpo, wish, now) -> None:
    name = wish(first, longer, "Bequemer")
    with pytest.raises(errors.OwnOpinionError):
        state_opinion(replace(dpo, person=first.person), name, Verdict.AGREE, "Gut.", now)


def test_only_the_officer_states_an_opinion_and_only_while_it_matters(
    tenant, live, first, second, dpo, wish, now
) -> None:
    name = wish(first)
    with pytest.raises(AccessDenied):
        state_opinion(first, name, Verdict.AGREE, "Gut.", now)
    with pytest.raises(ProposalError):
        state_opinion(dpo, name, Verdict.AGREE, " ", now)
    reject(second, name, now)
    with pytest.raises(errors.NotWaitingError):
        state_opinion(dpo, name, Verdict.AGREE, "Gut.", now)


def test_what_takes_effect_makes_every_other_proposal_void(tenant, live, first, second, wish, now) -> None:
    one, other = wish(first), wish(second, lambda policy: policy.with_period("matter", "P14D"))
    approve(second, one, shown(first, one, now), now, now)
    assert state_of(tenant, other) == "overtaken"
    with pytest.raises(errors.NotWaitingError):
        approve(first, other, shown(first, other, now), now, now)
    assert live_policy(tenant).number == 2


def test_of_two_approvals_at_once_one_counts(tenant, live, first, second, deputy, wish, now) -> None:
    name = wish(first)
    digest = shown(first, name, now)
    approve(second, name, digest, now, now)
    with pytest.raises(errors.NotWaitingError):
        approve(deputy, name, digest, now, now)
    with tenant_scope(tenant):
        assert Approval.objects.filter(proposal=name).count() == 1
        assert PolicyVersion.objects.count() == 2


def test_the_lock_is_taken_before_anything_is_read(
    tenant, live, first, second, wish, now, monkeypatch
) -> None:
    name = wish(first)
    digest = shown(first, name, now)
    order = []
    lock, row = publication.hold_log, publication._row
    monkeypatch.setattr(publication, "hold_log", lambda tenant: (order.append("lock"), lock(tenant))[1])
    monkeypatch.setattr(publication, "_row", lambda name: (order.append("row"), row(name))[1])
    approve(second, name, digest, now, now)
    assert order == ["lock", "row"]


class Killed(BaseException):
    """The process died here."""


@pytest.mark.parametrize("at", range(1, 7))
def test_a_death_between_any_two_steps_leaves_all_or_nothing(
    live, first, second, dpo, wish, now, monkeypatch, at
) -> None:
    tenant = first.tenant
    name = wish(first, longer, "Vertretung")
    state_opinion(dpo, name, Verdict.AGREE, "Kurz.", now)
    digest = shown(first, name, now)
    before = events(tenant)
    steps = 0

    def step(real):
        def stepping(*words, **more):
            nonlocal steps
            steps += 1
            if steps == at:
                raise Killed
            return real(*words, **more)

        return stepping

    for module, attribute in (
        (publication, "hold_log"), (publication, "enact"), (publication, "record"),
        (publication.approval, "approve"), (publication, "_settle"), (publication, "read_policy"),
    ):  # fmt: skip
        monkeypatch.setattr(module, attribute, step(getattr(module, attribute)))
    with pytest.raises(Killed), transaction.atomic():
        approve(second, name, digest, now, now)
    monkeypatch.undo()
    assert (live_policy(tenant).id, state_of(tenant, name), events(tenant)) == (live, "waiting", before)
    approve(second, name, digest, now, now)
    assert live_policy(tenant).number == 2


@pytest.mark.usefixtures("rehearsed")
@pytest.mark.rule("R108")
def test_what_cannot_be_spoken_in_time_is_not_even_proposed(tenant, live, first, wish, now) -> None:
    def talkative(policy):
        text = policy.text("goodbye.noted")
        return policy.with_text(replace(text, words=text.words | {"de": "Danke für alles. " * 12}))

    with pytest.raises(PlanRefusedError, match="s spoken, at most"):
        wish(first, talkative)
    assert proposals(first, now) == ()


@pytest.mark.rule("R14")
@pytest.mark.rule("R41")
def test_what_contradicts_itself_is_not_proposed(tenant, live, first, wish, now) -> None:
    with pytest.raises(PlanRefusedError, match="alternatives"):
        wish(first, lambda policy: replace(policy, alternatives=()))
    with pytest.raises(PlanRefusedError, match="no deletion rule"):
        wish(first, lambda policy: replace(policy, rules=()))
    assert proposals(first, now) == ()


def test_a_proposal_has_a_reason_and_changes_something(tenant, live, first, officer, wish, now) -> None:
    with pytest.raises(ProposalError, match="reason"):
        wish(first, reason=" ")
    with pytest.raises(UnchangedError):
        wish(first, lambda policy: policy)
    with pytest.raises(ProposalError, match="no_such"):
        wish(first, material=(PurposeId("no_such"),))
    with pytest.raises(AccessDenied):
        wish(officer)
    with pytest.raises(NoProposalError):
        take_back(first, "0" * 32, now)


def reworded(policy):
    purpose = policy.purpose("remind")
    asked = {"de": "Dürfen wir Sie per SMS erinnern?", "en": "May we remind you by text message?"}
    return policy.with_purpose(replace(purpose, spoken=asked))


def test_where_a_question_changes_its_maker_says_whether_it_is_material(
    tenant, live, first, second, wish, now
) -> None:
    with pytest.raises(ProposalError, match=r"purposes\.remind\.spoken"):
        wish(first, reworded, material=None)
    name = wish(first, reworded, material=(REMIND,))
    version = approve(second, name, shown(second, name, now), now, now)
    assert material_since(tenant, REMIND, live)
    assert not material_since(tenant, REMIND, version)
    assert not material_since(tenant, PurposeId("record_matter"), live)
    assert material_since(tenant, REMIND, "unknown")


def test_a_change_that_is_not_material_makes_nothing_stale(tenant, live, first, second, wish, now) -> None:
    name = wish(first, reworded, material=())
    approve(second, name, shown(second, name, now), now, now)
    assert not material_since(tenant, REMIND, live)


def test_a_call_under_the_plan_of_before_stays_valid(
    keys, live, first, second, line, wish, shelves, now
) -> None:
    tenant = first.tenant
    refresh(keys, shelves, now)
    running = newest_plan(line)
    name = wish(first, reworded, material=(REMIND,))
    version = approve(second, name, shown(second, name, now), now, now)
    refresh(keys, shelves, Millis(now + 1))
    assert (running.policy, newest_plan(line).policy) == (live, version)
    assert is_published(tenant, running.version)
    assert material_since(tenant, REMIND, running.version)


def test_nothing_of_another_tenant_is_seen_or_decided(
    tenant, other_tenant, live, first, second, wish, now
) -> None:
    name = wish(first)
    digest = shown(first, name, now)
    stranger = replace(second, tenant=other_tenant)
    assert proposals(stranger, now) == ()
    with pytest.raises(NoProposalError):
        approve(stranger, name, digest, now, now)


def test_a_proposal_that_a_new_version_of_the_program_refuses_is_void(
    tenant, live, first, wish, now, monkeypatch
) -> None:
    name = wish(first)

    def refuses(*_: object) -> None:
        raise PlanRefusedError(())

    monkeypatch.setattr(publication, "enact", refuses)
    assert take_effect_due(Millis(now + WAITS)) == ()
    assert state_of(tenant, name) == "overtaken"


def test_decided_proposals_go_with_their_rule_but_for_what_is_in_force(
    tenant, live, first, second, dpo, wish, now
) -> None:
    kept, gone = wish(first), wish(first, longer, "Versehen")
    state_opinion(dpo, gone, Verdict.OBJECT, "Nein.", now)
    approve(second, kept, shown(first, kept, now), now, now)
    late = Millis(now + 5 * 366 * DAY)
    assert forget_decided(tenant, Millis(now + 365 * DAY)) == 0
    assert forget_decided(tenant, late) == 1
    with tenant_scope(tenant):
        assert list(Proposal.objects.values_list("id", flat=True)) == [kept]
        assert (Approval.objects.count(), Opinion.objects.count()) == (1, 0)


def test_the_log_names_hashes_and_paths_count_and_no_words(tenant, live, first, dpo, wish, now) -> None:
    wish(first, longer, "Vertretung")
    with tenant_scope(tenant):
        payload = json.loads(OutboxEntry.objects.get(event="policy:proposed").payload)
    assert payload["details"]["loosened"] == 1
    assert payload["details"]["way"] == "delay"
    assert "Vertretung" not in str(payload)


def test_a_state_is_told(tenant, live, first, second, wish, now) -> None:
    name = wish(first)
    reject(second, name, now)
    card = proposal(first, name, now)
    assert (card.state, card.decided_by_name, card.decided_at) == (State.REJECTED, "second", now)
    assert proposals(first, now, waiting=True) == ()


def test_one_made_for_a_policy_that_is_gone_becomes_void_and_holds_up_nobody(
    tenant, live, first, wish, policy, now
) -> None:
    name = wish(first)
    with tenant_scope(tenant), transaction.atomic():
        adopted = publication.enact(tenant, longer(policy), first.person, now, "", [])
    assert take_effect_due(Millis(now + WAITS)) == ()
    assert (live_policy(tenant).id, state_of(tenant, name)) == (adopted, "overtaken")
