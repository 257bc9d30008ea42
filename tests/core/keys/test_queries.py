"""What may be shown of keys."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.core.keys.actions import create_epoch, wrap_data_key
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import epochs, public_key, wraps_of
from rufschutz.domain.ids import ArtefactId, PurposeId

DAY = dt.date(2026, 9, 21)


def test_epochs_are_listed_with_their_owner_and_end(keys, tenant, now) -> None:
    create_epoch(keys, tenant, DAY, now)
    create_epoch(keys, None, DAY, now)
    assert [(row.tenant, row.day, row.destroyed_at) for row in epochs()] == [
        (None, DAY, None),
        (tenant, DAY, None),
    ]


def test_public_keys_by_name(keys) -> None:
    assert public_key("plan") == keys.signer("plan").public_key
    with pytest.raises(KeyGoneError):
        public_key("no such key")


def test_wraps_are_listed_without_what_they_hold(keys, tenant, now) -> None:
    name = ArtefactId("e" * 32)
    wrap = wrap_data_key(keys, tenant, "1" * 32, PurposeId("record_matter"), name, b"k" * 32, now)
    (found,) = wraps_of(tenant, [name])[name]
    assert found.id == wrap
    assert "wrapped" not in repr(found)
