"""What a change of a period would reach is what it then reaches, one for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.approvals.errors import NoProposalError
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.queries import rules
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.recordings.models import Use
from rufschutz.core.retention.actions import reach, shorten
from rufschutz.core.retention.rehearsal import of_period, of_proposal
from rufschutz.domain.ids import KindId, RuleId
from rufschutz.domain.moments import DAY, Millis, Period
from rufschutz.domain.retention.rule import NoRuleError, compile_policy

SOUND = KindId("recording_matter")


@pytest.fixture
def owner(office, owner):
    adopt_policy(office.tenant, shipped_policy("P"), owner.person, office.now)
    return owner


def under(tenant, kind, days):
    live = rules(tenant)
    other = (
        replace(rule, id=RuleId(f"{kind}/P{days}D"), period=Period(days=days)) if rule.kind == kind else rule
        for rule in live.policy.rules
    )
    return replace(live, policy=compile_policy(other))


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R98")
@pytest.mark.parametrize("kind", ["recording_matter", "call_metadata", "callback_number", "matter"])
@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_count_is_the_effect(office, owner, kind, days):
    for name in "123":
        office.recorded(name)
    office.call("4").start().no().ask_back().end("refused")
    office.take()
    told = of_period(owner, KindId(kind), Period(days=days), office.now)
    assert told == of_period(owner, KindId(kind), Period(days=days), office.now)
    assert sum(each.count for each in told) == shorten(office.tenant, under(office.tenant, kind, days))
    assert of_period(owner, KindId(kind), Period(days=days), office.now) == ()


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R98")
def test_it_says_from_when_instead_of_when_and_how_many_go_at_once(office, owner):
    for name in "123":
        office.recorded(name)
    before = Use.objects.order_by("due_at").values_list("due_at", flat=True).first()
    later = Millis(office.now + 5 * DAY)
    (found,) = of_period(owner, SOUND, Period(days=3), later)
    assert (found.kind, found.count, found.at_once, found.was) == (SOUND, 3, 3, before)
    shorten(office.tenant, under(office.tenant, SOUND, 3))
    assert Use.objects.order_by("due_at").values_list("due_at", flat=True).first() == found.becomes


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R98")
def test_a_longer_period_reaches_nothing(office, owner):
    office.recorded()
    assert of_period(owner, SOUND, Period(days=300), office.now) == ()
    assert reach(office.tenant, rules(office.tenant), office.now) == ()


@pytest.mark.usefixtures("scope")
def test_a_kind_without_a_rule_is_refused(office, owner):
    with pytest.raises(NoRuleError):
        of_period(owner, KindId("nothing"), Period(days=3), office.now)


def test_a_proposal_that_is_none_is_not_there(office, owner):
    with pytest.raises(NoProposalError):
        of_proposal(owner, "0" * 32, office.now)
