"""What a tombstone tells is so again: erased, withdrawn, forbidden, and as often as it is told."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions import reapplying
from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.errors import RestoreError
from rufschutz.core.backup.models import Tombstone
from rufschutz.core.backup.probing import sound_of
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent
from rufschutz.core.consent.preferences import never_record
from rufschutz.core.holds.locks import restricted
from rufschutz.core.keys.actions import rotate
from rufschutz.core.keys.models import Level, VaultKey, VaultWrap
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.ids import TenantId
from rufschutz.domain.restore.tombstones import Stone, What
from rufschutz.vault.keystore.lookup import LookupUse

NUMBER = "+493023125042"


@pytest.fixture
def hand(office):
    return Hand(office.desk.keys, office.place, office.now)


def again(office, hand, what, names, detail=""):
    stone = Stone(office.tenant, office.now, what, tuple(names), detail)
    for _ in range(2):
        assert reapply([stone], frozenset([office.tenant]), hand) == 1


@pytest.mark.rule("R66")
def test_the_erased_are_erased_by_the_steps_of_the_sweep(office, hand):
    caller = office.recorded()
    again(office, hand, What.ERASED, [caller.artefact], "recordings withdrawal")
    with tenant_scope(office.tenant):
        row = Recording.objects.get(id=caller.artefact)
        assert row.state == "erased"
        (erasure,) = Erasure.objects.filter(artefact=caller.artefact)
        assert (erasure.because, erasure.state) == ("withdrawal", "logged")
        assert not VaultWrap.objects.exists()
    assert list(office.desk.blobs.ids()) == []


@pytest.mark.rule("R66")
@pytest.mark.parametrize("shelf", [Shelf.CALLS, Shelf.CONSENTS])
def test_rows_without_ciphertext_are_erased_as_well(office, hand, shelf):
    caller = office.recorded()
    name = caller.id if shelf is Shelf.CALLS else caller.consent
    again(office, hand, What.ERASED, [name], f"{shelf.value} sweep")
    with tenant_scope(office.tenant):
        assert Erasure.objects.filter(artefact=name).count() == 1


@pytest.mark.rule("R66")
def test_destroyed_keys_are_destroyed_again(office, hand):
    office.recorded()
    with tenant_scope(office.tenant):
        names = list(VaultWrap.objects.values_list("id", flat=True))
    again(office, hand, What.KEYS, names)
    with tenant_scope(office.tenant):
        assert not VaultWrap.objects.exists()


@pytest.mark.rule("R66")
@pytest.mark.parametrize("level", [Level.TENANT, Level.EVIDENCE])
def test_a_key_that_was_replaced_in_the_gap_still_opens_what_the_backup_holds(office, hand, level):
    caller = office.recorded()
    with tenant_scope(office.tenant):
        rows = {table: list(table.objects.values()) for table in (VaultKey, VaultWrap)}
        Tombstone.objects.all().delete()
    rotate(office.desk.keys, office.tenant, level, "p" * 32, office.now)
    with tenant_scope(office.tenant):
        told = [
            Stone(office.tenant, office.now, What(row.what), tuple(row.names))
            for row in Tombstone.objects.all()
        ]
        for table, saved in rows.items():
            table.objects.all().delete()
            table.objects.bulk_create(table(**row) for row in saved)
    office.desk.keys.forget(office.tenant)
    reapply(told, frozenset([office.tenant]), hand)
    with tenant_scope(office.tenant):
        assert {row["id"] for row in rows[VaultKey]} == set(VaultKey.objects.values_list("id", flat=True))
        purposes = list(VaultWrap.objects.values_list("purpose", flat=True))
    assert sound_of(office.tenant, caller.artefact, purposes, office.desk.keys, office.desk.blobs)


@pytest.mark.rule("R66")
def test_a_withdrawal_is_made_again(office, hand):
    caller = office.recorded()
    again(office, hand, What.WITHDRAWN, [caller.id, "record_matter"], "receipt")
    with tenant_scope(office.tenant):
        assert Consent.objects.get(call=caller.id).state == "withdrawn"
        assert Recording.objects.get(id=caller.artefact).state == "erased"


@pytest.mark.rule("R66")
def test_an_objection_stands_again(office, hand):
    index = office.desk.keys.lookup(office.tenant, LookupUse.CONSENT_AND_OBJECTION, NUMBER)
    again(office, hand, What.OBJECTED, [index, "never_record"], "dtmf")
    assert never_record(office.desk.keys, office.tenant, NUMBER)


@pytest.mark.rule("R66")
def test_a_restriction_stands_again_and_leaves_the_wrap_for_claims(office, hand):
    caller = office.recorded()
    again(office, hand, What.RESTRICTED, [caller.id], "9" * 32)
    with tenant_scope(office.tenant):
        assert restricted([caller.id]) == {caller.id}
        assert set(VaultWrap.objects.values_list("purpose", flat=True)) == {"legal_claims"}


@pytest.mark.rule("R66")
def test_forgotten_numbers_stay_forgotten(office, hand):
    caller = office.recorded()
    again(office, hand, What.NUMBERS, [caller.id])
    with tenant_scope(office.tenant):
        assert Call.objects.get(id=caller.id).number_index == ""


def test_what_came_after_the_backup_or_of_others_is_passed_over(office, hand):
    again(office, hand, What.WITHDRAWN, ["f" * 32, "record_matter"], "receipt")
    again(office, hand, What.ERASED, ["f" * 32], "recordings sweep")
    stranger = Stone(TenantId("f" * 32), office.now, What.KEYS, ("f" * 32,))
    assert reapply([stranger], frozenset([office.tenant]), hand) == 0


def test_a_kind_that_nobody_can_do_again_is_named(office, hand, monkeypatch):
    monkeypatch.setattr(reapplying, "AGAIN", {})
    with pytest.raises(RestoreError, match="keys"):
        reapply([Stone(office.tenant, office.now, What.KEYS, ("f" * 32,))], frozenset([office.tenant]), hand)


def test_every_kind_has_its_way_back_and_who_left_goes_as_a_whole_before():
    assert set(reapplying.AGAIN) == set(What) - {What.CHECKPOINT, What.OFFBOARDED}
