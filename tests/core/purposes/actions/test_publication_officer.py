"""What loosens waits for the officer's word, which nobody else gives and which decides nothing by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from publishing import events, longer, state_of

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import (
    approve,
    reject,
    state_opinion,
    take_effect_due,
)
from rufschutz.core.purposes.errors import ProposalError
from rufschutz.core.purposes.proposals import proposal, versions
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import LIVES, WAITS
from rufschutz.domain.moments import Millis


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
        "policy:opinion:stated", "policy:adopted", "policy:loosened", "policy:approved",
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
