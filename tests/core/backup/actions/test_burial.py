"""Every end leaves its tombstone in its own transaction, or neither happens."""

from __future__ import annotations

import pytest
from django.db import transaction

from rufschutz.core.backup.models import Tombstone
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import destroy_subjects, destroy_wraps
from rufschutz.core.keys.models import VaultKey, VaultWrap
from rufschutz.core.retention.actions import run, withdraw_unattended
from rufschutz.domain.consent.withdrawal import Method
from rufschutz.domain.moments import DAY, Millis


def stones(tenant, what):
    with tenant_scope(tenant):
        return [(row.names, row.detail) for row in Tombstone.objects.filter(what=what.value).order_by("id")]


@pytest.mark.rule("R66")
def test_destroyed_wraps_and_keys_are_named(office):
    caller = office.recorded()
    with tenant_scope(office.tenant):
        wraps = set(VaultWrap.objects.values_list("id", flat=True))
        keys = set(VaultKey.objects.exclude(subject="").values_list("id", flat=True))
    destroy_wraps(office.tenant, [caller.artefact])
    destroy_subjects(office.tenant, [caller.id])
    named = {name for names, _ in stones(office.tenant, What.KEYS) for name in names}
    assert named == wraps | keys


@pytest.mark.rule("R66")
def test_an_erasure_is_named_with_its_shelf_and_cause(office):
    caller = office.recorded()
    run((office.tenant,), office.place, Millis(office.now + 9 * DAY), simulated=False)
    assert ([caller.artefact], "recordings sweep") in stones(office.tenant, What.ERASED)


@pytest.mark.rule("R66")
def test_a_withdrawal_is_named_after_the_call_and_in_it(office):
    after, within = office.recorded("1"), office.call("2")
    within.start().yes().record().speak().withdraw().destroy().end("yes_then_star")
    office.take()
    keys = office.desk.keys
    withdraw_unattended(
        office.tenant, after.id, None, Method.RECEIPT, keys, office.place, Millis(office.now + DAY)
    )
    found = stones(office.tenant, What.WITHDRAWN)
    assert [names[0] for names, _ in found] == [within.id, after.id]
    assert found[1][1] == Method.RECEIPT.value


def test_what_is_rolled_back_leaves_none(tenant, now):
    with transaction.atomic():
        bury(tenant, What.KEYS, ["f" * 32], now)
        transaction.set_rollback(True)
    bury(tenant, What.KEYS, [], now)
    assert stones(tenant, What.KEYS) == []


def test_a_long_row_of_names_becomes_several_lines(tenant, now):
    bury(tenant, What.KEYS, [f"{number:032x}" for number in range(1100)], now)
    assert [len(names) for names, _ in stones(tenant, What.KEYS)] == [500, 500, 100]
