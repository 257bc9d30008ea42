"""Where a phone service answers for a client, the client's people publish the client's policy."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import House
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.approvals.actions import Shown, approve, ask, locked, reject, take_effect_due
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.proposal import WAITS
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis


@pytest.fixture
def office(tenant, now):
    """A phone service's client, under the shipped policy of a call centre; returns who makes people."""
    adopt_policy(tenant, shipped_policy("C"), PersonId("init"), now)

    def person(name: str, house: House) -> Actor:
        user = create_user(f"{name}@example.org", name, now)
        grant_role(tenant, user, Held.OWNER, "test", now, house=house)
        return Actor(PersonId(user.person_id), tenant, Role.OWNER, second_factor=True)

    return person


def asked(actor, now, subject=Subject.POLICY) -> str:
    with locked(actor.tenant):
        return ask(actor, Shown(subject, "{}", "Kürzer genügt."), now)


def agreed(actor, name, now) -> str:
    with tenant_scope(actor.tenant):
        shown = Proposal.objects.get(id=name).sha256
    return approve(actor, name, shown, now, now)


@pytest.mark.rule("R35")
@pytest.mark.usefixtures("done")
def test_the_service_proposes_and_the_client_alone_approves(office, now):
    service, other, client = (
        office("service", House.SERVICE), office("unsaid", House.UNSAID), office("client", House.CLIENT),
    )  # fmt: skip
    name = asked(service, now)
    for foreign in (other, service):
        with pytest.raises(errors.ForeignHandError):
            agreed(foreign, name, now)
        with pytest.raises(errors.ForeignHandError):
            reject(foreign, name, now)
    agreed(client, name, now)


@pytest.mark.rule("R35")
@pytest.mark.usefixtures("done")
def test_without_anybody_of_the_client_nothing_is_proposed_nor_waited_into_force(office, now):
    service = office("service", House.SERVICE)
    with pytest.raises(errors.ForeignHandError):
        asked(service, now)
    assert take_effect_due(Millis(now + WAITS)) == ()


@pytest.mark.usefixtures("done")
def test_the_client_s_only_person_waits_as_one_alone_does(office, now):
    client = office("client", House.CLIENT)
    office("service", House.SERVICE)
    name = asked(client, now)
    with tenant_scope(client.tenant):
        assert Proposal.objects.get(id=name).ripe_at == now + WAITS


@pytest.mark.usefixtures("done")
def test_who_is_of_the_service_in_one_role_is_not_of_the_client(office, tenant, now):
    service, both = office("service", House.SERVICE), office("both", House.CLIENT)
    office("client", House.CLIENT)
    name = asked(service, now)
    grant_role(
        tenant, create_user("both@example.org", "both", now), Held.AGENT, "test", now, house=House.SERVICE
    )
    with pytest.raises(errors.ForeignHandError):
        agreed(both, name, now)


@pytest.mark.usefixtures("done")
def test_elsewhere_nobody_has_to_say_whose_people_they_are(first, second, now):
    agreed(second, asked(first, now), now)
