"""A data key is wrapped once per purpose; the last wrap gone means gone."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import data_key, destroy_subjects, destroy_wraps, wrap_data_key
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import Level, VaultKey, VaultWrap
from rufschutz.domain.ids import ArtefactId, CallId, PurposeId
from rufschutz.vault.keystore.wraps import WrapError

CALL = CallId("1" * 32)
ONE, TWO = ArtefactId("e" * 32), ArtefactId("f" * 32)
RECORD, QUALITY = PurposeId("record_matter"), PurposeId("quality")
KEY = b"k" * 32


def test_a_key_opens_for_the_purpose_it_was_wrapped_for(keys, tenant, now) -> None:
    wrap_data_key(keys, tenant, CALL, RECORD, ONE, KEY, now)
    assert data_key(keys, tenant, CALL, RECORD, ONE) == KEY
    with pytest.raises(KeyGoneError):
        data_key(keys, tenant, CALL, QUALITY, ONE)


def test_ending_one_purpose_leaves_the_other(keys, tenant, now) -> None:
    for purpose in (RECORD, QUALITY):
        wrap_data_key(keys, tenant, CALL, purpose, ONE, KEY, now)
    destroy_wraps(tenant, [ONE], QUALITY)
    assert data_key(keys, tenant, CALL, RECORD, ONE) == KEY
    with pytest.raises(KeyGoneError):
        data_key(keys, tenant, CALL, QUALITY, ONE)


def test_the_last_wrap_takes_its_purpose_key_along(keys, tenant, now) -> None:
    wraps = {wrap_data_key(keys, tenant, CALL, RECORD, name, KEY, now) for name in (ONE, TWO)}
    first = set(destroy_wraps(tenant, [ONE]))
    assert len(first) == 1
    assert data_key(keys, tenant, CALL, RECORD, TWO) == KEY
    rest = set(destroy_wraps(tenant, [TWO]))
    assert first | rest > wraps
    with tenant_scope(tenant):
        assert not VaultKey.objects.filter(level=Level.PURPOSE).exists()
        assert VaultKey.objects.filter(level=Level.SUBJECT).exists()


def test_destroying_again_destroys_nothing(keys, tenant, now) -> None:
    wrap_data_key(keys, tenant, CALL, RECORD, ONE, KEY, now)
    destroy_wraps(tenant, [ONE])
    assert destroy_wraps(tenant, [ONE]) == ()


def test_wrapping_again_replaces(keys, tenant, now) -> None:
    first = wrap_data_key(keys, tenant, CALL, RECORD, ONE, KEY, now)
    assert wrap_data_key(keys, tenant, CALL, RECORD, ONE, b"n" * 32, now) == first
    assert data_key(keys, tenant, CALL, RECORD, ONE) == b"n" * 32


def test_a_subject_dies_with_everything_under_it(keys, tenant, now) -> None:
    wrap = wrap_data_key(keys, tenant, CALL, RECORD, ONE, KEY, now)
    gone = destroy_subjects(tenant, [CALL])
    assert wrap in gone
    assert len(gone) == 3
    with tenant_scope(tenant):
        assert not VaultWrap.objects.exists()
        assert not VaultKey.objects.filter(subject=CALL).exists()


def test_no_subject_never_means_every_key(keys, tenant, now) -> None:
    assert destroy_subjects(tenant, [""]) == ()
    assert len(keys.tenant(tenant)) == 32


def test_a_wrap_moved_to_another_artefact_does_not_open(keys, tenant, now) -> None:
    wrap_data_key(keys, tenant, CALL, RECORD, ONE, KEY, now)
    with tenant_scope(tenant):
        VaultWrap.objects.update(artefact=TWO)
    with pytest.raises(WrapError):
        data_key(keys, tenant, CALL, RECORD, TWO)


def test_another_tenants_wraps_are_out_of_reach(keys, tenant, other_tenant, now) -> None:
    wrap_data_key(keys, tenant, CALL, RECORD, ONE, KEY, now)
    assert destroy_wraps(other_tenant, [ONE]) == ()
    assert destroy_subjects(other_tenant, [CALL]) == ()
    assert data_key(keys, tenant, CALL, RECORD, ONE) == KEY
