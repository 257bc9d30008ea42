"""Who lost an access, said no, or was told another policy in the gap finds it so after a restore."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator

from rufschutz.core.accounts.actions import create_user, end_role, enrol_known_totp, grant_role, set_password
from rufschutz.core.accounts.models import Membership, Role
from rufschutz.core.apikeys import actions as apikeys
from rufschutz.core.apikeys.models import ApiKey
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.backup.actions.access import shut
from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.files import _TAIL
from rufschutz.core.backup.models import Tombstone
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.glass.models import EmergencyAccess
from rufschutz.core.holds.actions.placing import place
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.policy import policy_bytes
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.actions.ordered import order_deletion
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.tombstones import Stone, What

pytestmark = pytest.mark.rule("R66")

ADOPTER = PersonId("1" * 32)


@pytest.fixture
def hand(office):
    return Hand(office.desk.keys, office.place, office.now)


@pytest.fixture
def person(office):
    user = create_user("someone@example.org", "Someone", office.now)
    grant_role(office.tenant, user, Role.DEPUTY, "init", office.now)
    return user


def stones(office, what):
    """Return what stands in the record for the file, as the file tells it."""
    with tenant_scope(office.tenant):
        rows = list(Tombstone.objects.filter(what=what.value).order_by("id"))
    return [Stone(TenantId(row.tenant_id), Millis(row.at or office.now), what, tuple(row.names), row.detail)
            for row in rows]  # fmt: skip


def again(office, hand, told):
    for _ in range(2):
        assert reapply(told, frozenset([office.tenant]), hand) == len(told)


def test_a_revoked_key_stays_revoked(office, hand, owner):
    made = apikeys.create(owner, "Kalender", ["list_calls"], ["handle_matter"], 30, office.now)
    apikeys.revoke(owner, made.key.id, office.now)
    with tenant_scope(office.tenant):
        ApiKey.objects.update(revoked_at=None)
    again(office, hand, stones(office, What.API_KEY))
    with tenant_scope(office.tenant):
        assert ApiKey.objects.get().revoked_at == office.now


@pytest.mark.parametrize("until", [None, DAY])
def test_a_role_that_got_an_end_has_it(office, hand, person, until):
    later = Millis(office.now + 1000)
    if until is None:
        end_role(office.tenant, person, Role.DEPUTY, "init", later)
    else:
        grant_role(office.tenant, person, Role.DEPUTY, "init", later, Millis(later + until))
    with tenant_scope(office.tenant):
        Membership.objects.update(until=None)
    again(office, hand, stones(office, What.ROLE))
    with tenant_scope(office.tenant):
        assert Membership.objects.get(user=person).until == later + (until or 0)


def test_an_old_password_and_an_old_factor_open_nothing(office, hand, person):
    set_password(person, "a new one, long enough")
    (told,) = stones(office, What.ACCOUNT)
    person.set_password("the old one, which leaked")
    person.save()
    enrol_known_totp(person, "JBSWY3DPEHPK3PXP", demo=True)
    again(office, hand, [told])
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert not Authenticator.objects.exists()


def test_a_no_for_the_own_voice_and_the_agreement_that_ended_count(callcentre, owner):
    hand = Hand(callcentre.desk.keys, callcentre.place, callcentre.now)
    told = [
        Stone(callcentre.tenant, callcentre.now, What.STAFF_NO, ("5" * 32, "quality"), "withdrawn"),
        Stone(callcentre.tenant, callcentre.now, What.COUNCIL, ("not_agreed", "", "")),
    ]
    again(callcentre, hand, told)
    with tenant_scope(callcentre.tenant):
        assert StaffAnswer.objects.get().state == "withdrawn"
        assert CouncilAgreement.objects.get().state == "not_agreed"


def test_the_policy_that_callers_were_told_last_is_in_force_again(office, hand):
    adopt_policy(office.tenant, shipped_policy("P"), ADOPTER, office.now)
    (first,) = stones(office, What.POLICY)
    version, person, document = first.names
    again(office, hand, [first, replace(first, names=("7" * 32, person, document, "quality"))])
    with tenant_scope(office.tenant):
        one, two = PolicyVersion.objects.order_by("number")
    assert (one.id, two.id, two.number, two.document) == (version, "7" * 32, 2, document)
    assert (two.sha256, two.material) == (first.detail, ["quality"])


def test_a_policy_stands_whole_in_one_line_of_the_file(office):
    for profile in ("P", "O"):
        assert len(policy_bytes(shipped_policy(profile))) < _TAIL / 4


def test_an_emergency_access_is_over_and_only_what_protects_waits_on(office, owner):
    adopt_policy(office.tenant, shipped_policy("P"), ADOPTER, office.now)
    first, second = office.recorded(), office.recorded()
    with tenant_scope(office.tenant):
        EmergencyAccess.objects.create(
            id="6" * 32, tenant_id=office.tenant, call=first.id, person="5" * 32, role="owner",
            purpose="handle_matter", reason="r", opened_at=office.now, until=office.now + DAY,
            rule="r", due_at=office.now + DAY,
        )  # fmt: skip
    order_deletion(owner, first.id, "Bitte", office.now)
    ground = Ground(Kind.OPEN_REQUEST, "Anfrage", Millis(office.now + DAY), told=True)
    place(owner, second.id, ground, office.desk.keys, office.now)
    assert shut(office.tenant, office.now) == 2
    assert shut(office.tenant, office.now) == 0
    with tenant_scope(office.tenant):
        assert EmergencyAccess.objects.get().closed_at == office.now
        assert dict(Proposal.objects.values_list("subject", "state")) == {
            "delete_call": "overtaken", "place_hold": "waiting",
        }  # fmt: skip
