"""A leave is used by who asked, within its time, and once where it is once."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import Shown, approve, ask, locked, use_leave
from rufschutz.core.approvals.errors import NoLeaveError, ProposalError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.domain.approval.subject import TERMS, Subject
from rufschutz.domain.moments import Millis

EXPORT, LISTEN = Subject.EXPORT_LEDGER, Subject.LISTEN_QUALITY
LEAVE = TERMS[EXPORT].leave


def agreed(first, second, now, at=None) -> str:
    with locked(first.tenant):
        name = ask(first, Shown(EXPORT, "{}", "Für die Behörde", target=first.tenant, count=3), now)
    with tenant_scope(first.tenant):
        sha256 = Proposal.objects.get(id=name).sha256
    approve(second, name, sha256, at or now, at or now)
    return name


def used(actor, now) -> str:
    return use_leave(actor.tenant, actor.person, EXPORT, actor.tenant, now)


@pytest.mark.rule("R44")
def test_who_asked_uses_it_once_and_nobody_else_does(strict, second, done, now):
    name = agreed(strict, second, now)
    with pytest.raises(NoLeaveError):
        used(second, now)
    assert used(strict, now) == name
    with pytest.raises(NoLeaveError):
        used(strict, now)


@pytest.mark.rule("R44")
def test_it_lasts_from_the_approval_on_and_no_longer(strict, second, done, now):
    later = Millis(now + 1000)
    agreed(strict, second, now, later)
    for at in (now, Millis(later + LEAVE)):
        with pytest.raises(NoLeaveError):
            used(strict, at)
    assert used(strict, Millis(later + LEAVE - 1))


def test_where_none_is_demanded_nobody_is_asked(first, second, done, now):
    assert used(first, now) == ""
    with pytest.raises(ProposalError, match="demands no second person"):
        agreed(first, second, now)
