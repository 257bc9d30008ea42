"""Who asks for an offboarding asks a second person; what is held blocks it by name."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.models import Proposal
from rufschutz.core.holds.models import Hold
from rufschutz.core.offboarding.actions import ask_offboarding
from rufschutz.core.offboarding.errors import HeldError
from rufschutz.core.offboarding.models import Offboarding
from rufschutz.core.tenants.models import Line
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.hold.hold import State
from rufschutz.domain.ids import PersonId


def person(office, role: Role) -> Actor:
    return Actor(PersonId("e" * 32), office.tenant, role, second_factor=True)


@pytest.mark.usefixtures("scope")
def test_asking_changes_nothing_yet_and_says_how_much_it_reaches(office) -> None:
    office.recorded()
    ask_offboarding(person(office, Role.OWNER), "Praxis schließt", office.now)
    asked = Proposal.objects.get()
    assert (asked.subject, asked.target, asked.count) == ("offboard", office.tenant, 1)
    assert Line.objects.get().active
    assert not Offboarding.objects.exists()


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("role", [Role.AGENT, Role.DATA_PROTECTION_OFFICER, Role.DEPUTY])
def test_only_an_owner_asks(office, role) -> None:
    with pytest.raises(AccessDenied):
        ask_offboarding(person(office, role), "weg damit", office.now)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R47")
def test_a_hold_blocks_it_by_name(office) -> None:
    hold = Hold(
        id="9" * 32,
        tenant_id=office.tenant,
        call="1" * 32,
        state=State.CONFIRMED.value,
        **{name: office.now for name in ("placed_at", "ends_at", "due_at") if hasattr(Hold, name)},
    )
    hold.save()
    with pytest.raises(HeldError, match="9" * 32):
        ask_offboarding(person(office, Role.OWNER), "Praxis schließt", office.now)
