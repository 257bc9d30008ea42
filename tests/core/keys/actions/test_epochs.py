"""Ingest epochs: one a day, opened until retired, retired only when nothing can wait under them."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import create_epoch, epochs, open_epoch, retire_epochs
from rufschutz.core.keys.actions.epochs import GRACE
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import KeyEpoch
from rufschutz.domain.moments import DAY
from rufschutz.vault.keystore.wraps import WrapError
from rufschutz.vault.open.suite import open_sealed
from rufschutz.vault.seal.suite import seal_to

TODAY = dt.date(2026, 9, 21)
TOMORROW = TODAY + dt.timedelta(days=1)


def events(tenant) -> list[str]:
    with tenant_scope(tenant):
        return [
            name
            for name in OutboxEntry.objects.order_by("id").values_list("event", flat=True)
            if "epoch" in name
        ]


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


class Killed(BaseException):
    """The process died here."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", range(1, 5))
def test_a_death_between_any_two_steps_ends_an_epoch_with_its_entry_or_not_at_all(
    keys, tenant, now, monkeypatch, step, when
) -> None:
    """Two owners with two old epochs each: four ends, a death around the entry of each."""
    for day in range(3):
        for owner in (tenant, None):
            create_epoch(keys, owner, TODAY + dt.timedelta(days=day), now + day * DAY)
    real, taken = epochs._log, []

    def dying(*words):
        taken.append(words)
        if len(taken) == step and when == "before":
            raise Killed
        real(*words)
        if len(taken) == step:
            raise Killed

    late = now + 9 * DAY
    with monkeypatch.context() as patch:
        patch.setattr(epochs, "_log", dying)
        with pytest.raises(Killed):
            retire_epochs((), late)
    assert events(tenant).count("keys:epoch:destroyed") == ended() == step - 1
    assert len(retire_epochs((), late)) == 4 - (step - 1)
    assert events(tenant).count("keys:epoch:destroyed") == ended() == 4


def ended() -> int:
    return KeyEpoch.objects.filter(wrapped=None).exclude(destroyed_at=None).count()


def test_of_two_who_retire_at_once_one_writes_its_end(keys, tenant, now, monkeypatch) -> None:
    create_epoch(keys, tenant, TODAY, now)
    create_epoch(keys, tenant, TOMORROW, now + DAY)
    real, other = epochs._destroyed, []

    def slow(row, at):
        if not other:
            other.append(None)
            other.extend(retire_epochs((), at))
        return real(row, at)

    monkeypatch.setattr(epochs, "_destroyed", slow)
    assert retire_epochs((), now + 9 * DAY) == ()
    assert len(other) == 2
    assert events(tenant).count("keys:epoch:destroyed") == 1


def test_a_clock_that_was_set_back_ends_nothing_early(keys, tenant, now) -> None:
    create_epoch(keys, tenant, TODAY, now)
    create_epoch(keys, tenant, TOMORROW, now + DAY)
    assert retire_epochs((), now - 400 * DAY) == ()
    assert len(retire_epochs((), now + DAY + GRACE)) == 1


def test_an_altered_private_part_opens_nothing(keys, tenant, now) -> None:
    epoch = create_epoch(keys, tenant, TODAY, now)
    wrapped = bytearray(KeyEpoch.objects.get(id=epoch.id).wrapped)
    wrapped[-1] ^= 1
    KeyEpoch.objects.filter(id=epoch.id).update(wrapped=bytes(wrapped))
    with pytest.raises(WrapError):
        open_epoch(keys, epoch.id)
