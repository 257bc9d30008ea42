"""Two decisions at once, and a death in the midst of one: a change takes effect once, wholly or not."""

from __future__ import annotations

import pytest
from django.db import transaction
from publishing import events, longer, shown, state_of

from rufschutz.core.approvals.actions import asking
from rufschutz.core.approvals.actions import deciding as approvals
from rufschutz.core.approvals.models import Approval
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import (
    approve,
    publication,
    state_opinion,
)
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Verdict


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
    lock, row = asking.hold_log, approvals._row
    monkeypatch.setattr(asking, "hold_log", lambda tenant: (order.append("lock"), lock(tenant))[1])
    monkeypatch.setattr(approvals, "_row", lambda name: (order.append("row"), row(name))[1])
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
        (asking, "hold_log"), (publication, "enact"), (publication, "record"),
        (approvals.approval, "approve"), (approvals, "settle"), (publication, "read_policy"),
    ):  # fmt: skip
        monkeypatch.setattr(module, attribute, step(getattr(module, attribute)))
    with pytest.raises(Killed), transaction.atomic():
        approve(second, name, digest, now, now)
    monkeypatch.undo()
    assert (live_policy(tenant).id, state_of(tenant, name), events(tenant)) == (live, "waiting", before)
    approve(second, name, digest, now, now)
    assert live_policy(tenant).number == 2
