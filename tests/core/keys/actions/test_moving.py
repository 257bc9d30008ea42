"""What lies under one of two keys is moved once; what lies under neither is named."""

from __future__ import annotations

import pytest

from rufschutz.core.keys.actions import moving
from rufschutz.core.keys.actions.moving import Pair
from rufschutz.core.keys.models import Level, VaultKey
from rufschutz.domain.ids import KeyId, TenantId
from rufschutz.vault.keystore.wraps import WrapError, new_key, unwrap, wrap

PAIR = Pair(TenantId("a" * 32), "", KeyId("1" * 32), new_key(), KeyId("2" * 32), new_key())


def test_what_lies_under_the_old_key_comes_under_the_new_one() -> None:
    assert unwrap(PAIR.new, PAIR.anew(wrap(PAIR.old, b"k", b"c"), b"c"), b"c") == b"k"


def test_what_was_moved_stays_as_it_is() -> None:
    moved = wrap(PAIR.new, b"k", b"c")
    assert PAIR.anew(moved, b"c") == moved


def test_what_opens_with_neither_is_no_key_of_this_place() -> None:
    with pytest.raises(WrapError):
        PAIR.anew(wrap(new_key(), b"k", b"c"), b"c")


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("lengths", [(61, 61, 61), (61, 40, 61)])
def test_each_key_of_a_batch_gets_the_wrap_made_for_it(tenant, lengths) -> None:
    anew = [(f"{place:032x}", bytes([place]) * length) for place, length in enumerate(lengths, start=1)]
    for name, _ in anew:
        VaultKey.objects.create(
            id=name,
            tenant_id=tenant,
            level=Level.SUBJECT,
            parent=PAIR.old_id,
            subject=name,
            wrapped=b"-",
            created_at=1,
        )
    moving._write(PAIR, anew)
    rows = VaultKey.objects.filter(parent=PAIR.new_id).order_by("id")
    assert [(row.id, bytes(row.wrapped)) for row in rows] == anew
