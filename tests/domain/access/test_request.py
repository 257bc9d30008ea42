from __future__ import annotations

from rufschutz.domain.access.request import Action, Actor, Decision, Labels, Request, Role, Step, Verdict
from rufschutz.domain.ids import PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

REQUEST = Request(
    Actor(PersonId("p-1"), TenantId("t-1"), Role.OWNER, second_factor=True),
    Action.LIST_CALLS,
    PurposeId("handle_matter"),
    Labels(TenantId("t-1")),
    Millis(0),
)
TRACE = (Step("role", Verdict.ALLOW, "may"), Step("tenant", Verdict.DENY, "other tenant"))


def test_a_denial_gives_every_reason_and_a_permission_none():
    assert Decision(REQUEST, False, TRACE, frozenset()).reasons() == ("other tenant",)
    assert Decision(REQUEST, True, TRACE[:1], frozenset()).reasons() == ()
