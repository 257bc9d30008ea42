"""A policy in force changes by a second person's word or after 48 hours, and never by the officer's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import transaction
from publishing import REMIND, events, longer, shorter, shown, state_of

from rufschutz.core.approvals.models import Approval, Opinion, Proposal
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import (
    Draft,
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
from rufschutz.core.purposes.proposals import proposal, proposals, versions
from rufschutz.core.purposes.queries import is_published, live_policy, material_since, newest_plan
from rufschutz.domain.access.keys import actor_of, scope_of
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import FRESH, WAITS, State, Way
from rufschutz.domain.ids import KeyId, PurposeId
from rufschutz.domain.moments import DAY, Millis


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
