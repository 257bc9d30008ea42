"""Ingest epochs: one a day, opened until retired, retired only when nothing can wait under them."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import create_epoch, open_epoch, retire_epochs
from rufschutz.core.keys.actions.epochs import GRACE
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import KeyEpoch
from rufschutz.domain.moments import DAY
from rufschutz.vault.open.suite import open_sealed
from rufschutz.vault.seal.suite import seal_to

TODAY = dt.date(2026, 9, 21)
TOMORROW = TODAY + dt.timedelta(days=1)


def events(tenant) -> list[str]:
    with tenant_scope(tenant):
        return [name for name in OutboxEntry.objects.values_list("event", flat=True) if "epoch" in name]


def test_a_day_has_one_epoch_per_owner(keys, tenant, other_tenant, now) -> None:
    first = create_epoch(keys, tenant, TODAY, now)
    assert create_epoch(keys, tenant, TODAY, now + 5) == first
    others = {create_epoch(keys, owner, TODAY, now).id for owner in (other_tenant, None)}
    assert first.id not in others
    assert len(others) == 2


def test_what_is_sealed_to_an_epoch_opens_until_it_is_retired(keys, tenant, now) -> None:
    epoch = create_epoch(keys, tenant, TODAY, now)
    sealed = seal_to(epoch.public_key, b"sound", b"place")
    assert open_sealed(open_epoch(keys, epoch.id), sealed, b"place") == b"sound"
    create_epoch(keys, tenant, TOMORROW, now + DAY)
    assert retire_epochs((), now + DAY + GRACE) == (epoch.id,)
    with pytest.raises(KeyGoneError):
        open_epoch(keys, epoch.id)


@pytest.mark.parametrize("owner", ["tenant", "installation"])
def test_the_private_part_is_gone_from_the_row(keys, tenant, now, owner) -> None:
    name = tenant if owner == "tenant" else None
    old = create_epoch(keys, name, TODAY, now)
    create_epoch(keys, name, TOMORROW, now + DAY)
    retire_epochs((), now + DAY + GRACE)
    row = KeyEpoch.objects.get(id=old.id)
    assert row.wrapped is None
    assert row.destroyed_at == now + DAY + GRACE
    assert bytes(row.public) == old.public_key


def test_an_epoch_that_something_still_names_is_kept(keys, tenant, now) -> None:
    old = create_epoch(keys, tenant, TODAY, now)
    create_epoch(keys, tenant, TOMORROW, now + DAY)
    assert retire_epochs({old.id}, now + 30 * DAY) == ()
    assert open_epoch(keys, old.id)


def test_grace_counts_from_the_successor(keys, tenant, now) -> None:
    create_epoch(keys, tenant, TODAY, now)
    create_epoch(keys, tenant, TOMORROW, now + DAY)
    assert retire_epochs((), now + DAY + GRACE - 1) == ()
    assert len(retire_epochs((), now + DAY + GRACE)) == 1
    assert retire_epochs((), now + DAY + GRACE) == ()


def test_the_newest_epoch_is_never_retired(keys, tenant, now) -> None:
    create_epoch(keys, tenant, TODAY, now)
    assert retire_epochs((), now + 400 * DAY) == ()


def test_birth_and_end_stand_in_the_log(keys, tenant, other_tenant, now) -> None:
    create_epoch(keys, tenant, TODAY, now)
    create_epoch(keys, tenant, TOMORROW, now + DAY)
    retire_epochs((), now + DAY + GRACE)
    assert events(tenant) == ["keys:epoch:created", "keys:epoch:created", "keys:epoch:destroyed"]
    assert events(other_tenant) == []


def test_the_installations_epochs_stand_in_every_log(keys, tenant, other_tenant, now) -> None:
    create_epoch(keys, None, TODAY, now)
    assert events(tenant) == events(other_tenant) == ["keys:epoch:created"]


def test_an_unknown_epoch_opens_nothing(keys) -> None:
    with pytest.raises(KeyGoneError):
        open_epoch(keys, "0" * 32)
