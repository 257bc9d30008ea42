from __future__ import annotations

from rufschutz.core.approvals.actions import Shown, ask, locked, state_opinion
from rufschutz.core.approvals.queries import Waiting, opinions_on, waiting
from rufschutz.core.base import tenant_scope
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import LIVES, WAITS
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, Subject
from rufschutz.domain.moments import Millis


def test_what_waits_is_counted_by_subject_and_until_its_time_is_over(first, now):
    with locked(first.tenant):
        ask(first, Shown(Subject.OFFBOARD, "{}", "Praxis schließt"), now)
    assert waiting(first.tenant, now) == Waiting(1, Millis(now + WAITS))
    assert waiting(first.tenant, now, POLICY_SUBJECTS) == Waiting(0, None)
    assert waiting(first.tenant, Millis(now + LIVES)) == Waiting(0, None)


def test_what_takes_protection_away_does_not_come_by_itself_before_the_officer_spoke(first, dpo, now):
    with locked(first.tenant):
        name = ask(first, Shown(Subject.REDACT_LOG, "{}", "Name", target="d" * 32), now)
        ask(first, Shown(Subject.OFFBOARD, "{}", "Praxis schließt"), Millis(now + 5))
    assert waiting(first.tenant, now) == Waiting(2, Millis(now + 5 + WAITS), unspoken=1)
    state_opinion(dpo, name, Verdict.AGREE, "Gut.", now)
    assert waiting(first.tenant, now) == Waiting(2, Millis(now + WAITS))


def test_nobody_has_spoken_of_what_nobody_spoke_of(first):
    with tenant_scope(first.tenant):
        assert opinions_on("x") == ()
